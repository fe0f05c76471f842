package dev.tributary.followup.paybook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NextPageTest {

    private static final String FIRST = "/v1/transactions?id_credential=c&limit=5000&skip=0&wbhk=1";
    private static final String SECOND = "/v1/transactions?id_credential=c&limit=5000&skip=5000&wbhk=1";
    private static final String THIRD = "/v1/transactions?id_credential=c&limit=5000&skip=10000&wbhk=1";

    @Test
    void followsAFullLastPage() {
        assertThat(NextPage.after(SECOND, 5000, List.of(FIRST, SECOND))).contains(THIRD);
    }

    @Test
    void endsWithAPageThatIsNotFull() {
        assertThat(NextPage.after(SECOND, 4999, List.of(FIRST, SECOND))).isEmpty();
    }

    @Test
    void leavesAFullPageAloneThatIsNotTheLastListed() {
        assertThat(NextPage.after(FIRST, 5000, List.of(FIRST, SECOND))).isEmpty();
    }

    @Test
    void startsToSkipWhereThePageDidNot() {
        assertThat(NextPage.after("/v1/accounts?limit=10", 10, List.of("/v1/accounts?limit=10")))
                .contains("/v1/accounts?limit=10&skip=10");
    }

    @Test
    void knowsNoNextPageWithoutALimit() {
        assertThat(NextPage.after("/v1/accounts?skip=0", 10, List.of())).isEmpty();
        assertThat(NextPage.after("/v1/accounts?limit=0", 0, List.of())).isEmpty();
    }

    @Test
    void doesNotFollowPagesForEver() {
        List<String> many = IntStream.range(0, 40)
                .mapToObj(n -> "/v1/transactions?limit=5&skip=" + 5 * n)
                .toList();

        assertThat(NextPage.after(many.get(39), 5, many)).isEmpty();
        assertThat(NextPage.after(many.get(38), 5, many.subList(0, 39))).isPresent();
    }
}
