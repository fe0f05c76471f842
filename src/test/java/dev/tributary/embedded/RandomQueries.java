package dev.tributary.embedded;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.bson.Document;
import org.jspecify.annotations.NullUnmarked;

/** Conditions with their meaning in Java, documents and orders, at random. */
@NullUnmarked // absent members are null
record RandomQueries(Random random) {

    static final Condition ALL = new Condition(new Document(), document -> true);

    record Condition(Document bson, Predicate<Document> meaning) {}

    /** @param number makes the unique members; now and then one that is taken */
    Document document(int id, int number) {
        Document document = new Document("_id", id(id)).append("unique", unique(number));
        return document.append("payload", "p".repeat(random.nextInt(40))).append("n", number);
    }

    Document changes(int number) {
        Document set = new Document("n", number);
        if (random.nextInt(6) == 0) {
            set.append("unique", unique(number));
        }
        if (random.nextInt(6) == 0) {
            set.append("once", random.nextInt(8));
        }
        if (random.nextBoolean()) {
            set.append("a", value());
        }
        if (random.nextInt(3) == 0) {
            set.append("b", "b" + random.nextInt(4));
        }
        if (random.nextInt(4) == 0) {
            set.append("mark", "m" + random.nextInt(2));
        }
        if (random.nextInt(4) == 0) {
            set.append("tags", random.ints(random.nextInt(4), 0, 5).boxed().toList());
        }
        return set;
    }

    private String unique(int number) {
        return "u" + (random.nextInt(10) == 0 ? random.nextInt(number + 1) : number);
    }

    private static String id(int number) {
        return "id-%05d".formatted(number);
    }

    /** Each number has one type: the server takes a change to the same number of another type for none. */
    private Object value() {
        return switch (random.nextInt(7)) {
            case 0 -> random.nextInt(6);
            case 1 -> random.nextInt(6) + (1L << 33);
            case 2 -> random.nextInt(6) + 0.5;
            case 3 -> "s" + random.nextInt(4);
            case 4 -> null;
            case 5 -> random.nextBoolean();
            default -> new Date(random.nextInt(5) * 1000L);
        };
    }

    /** What a member is compared with: numbers of whatever type. */
    private Object operand() {
        Object value = value();
        return value instanceof Number number && random.nextBoolean() ? (Object) number.doubleValue() : value;
    }

    Condition byId(int next) {
        String id = id(random.nextInt(next + 2));
        return new Condition(
                new Document("_id", id), document -> document.getString("_id").equals(id));
    }

    Document sort() {
        Document sort = new Document();
        for (String field : List.of("a", "b")) {
            if (random.nextBoolean()) {
                sort.append(field, random.nextBoolean() ? 1 : -1);
            }
        }
        return sort.append("_id", random.nextBoolean() ? 1 : -1);
    }

    Condition condition() {
        List<Condition> parts = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            parts.add(part());
        }
        return new Condition(
                new Document("$and", parts.stream().map(Condition::bson).toList()),
                document -> parts.stream().allMatch(part -> part.meaning().test(document)));
    }

    private Condition part() {
        return switch (random.nextInt(7)) {
            case 0 -> equal("a", operand());
            case 1 -> range("a", operand());
            case 2 -> equal("b", "b" + random.nextInt(4));
            case 3 -> in("b", List.of("b" + random.nextInt(4), "b" + random.nextInt(4)));
            case 4 -> equal("mark", "m" + random.nextInt(2));
            case 5 -> equal("tags", random.nextInt(5));
            default -> range("_id", id(random.nextInt(200)));
        };
    }

    private Condition equal(String field, Object value) {
        return new Condition(new Document(field, value), document -> StoreModel.elements(document.get(field)).stream()
                .anyMatch(one -> StoreModel.compare(one, value) == 0));
    }

    private Condition in(String field, List<String> values) {
        return new Condition(
                new Document(field, new Document("$in", values)),
                document -> document.get(field) != null && values.contains(document.get(field)));
    }

    private Condition range(String field, Object bound) {
        int kind = random.nextInt(4);
        String operator = List.of("$gt", "$gte", "$lt", "$lte").get(kind);
        return new Condition(new Document(field, new Document(operator, bound)), document -> {
            Object value = document.get(field);
            if (StoreModel.rank(value) != StoreModel.rank(bound)) {
                return false;
            }
            int order = StoreModel.compare(value, bound);
            return switch (kind) {
                case 0 -> order > 0;
                case 1 -> order >= 0;
                case 2 -> order < 0;
                default -> order <= 0;
            };
        });
    }
}
