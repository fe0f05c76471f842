package dev.tributary.store;

class QueryPlanIT extends QueryPlanContract {

    @Override
    String uri() {
        return TestDatabase.containerUri();
    }
}
