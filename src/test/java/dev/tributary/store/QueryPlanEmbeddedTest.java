package dev.tributary.store;

class QueryPlanEmbeddedTest extends QueryPlanContract {

    @Override
    String uri() {
        return TestDatabase.embeddedUri();
    }
}
