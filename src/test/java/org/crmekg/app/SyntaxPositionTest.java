package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.crmekg.UsageException;
import org.junit.jupiter.api.Test;

class SyntaxPositionTest {
  @Test
  void aWordThatIsNoTokenIsFoundWhereItBegins() {
    assertThat(position("SELECT *\n{ ?s a party:Party }\nLIMT 2")).isEqualTo(at(3, 1));
  }

  @Test
  void aTokenInTheWrongPlaceIsFoundWhereItBegins() {
    assertThat(position("SELECT *\n{ ?s a }")).isEqualTo(at(2, 8));
  }

  @Test
  void anUnclosedGroupIsFoundAtTheEnd() {
    assertThat(position("SELECT *\n{ ?s a ?c ").line()).isEqualTo(2);
  }

  private static SyntaxPosition at(int line, int column) {
    return new SyntaxPosition(line, column);
  }

  private static SyntaxPosition position(String query) {
    var error =
        catchThrowableOfType(UsageException.class, () -> QueryRunner.parse(QueryRequest.of(query)));
    return SyntaxPosition.of(error).orElseThrow();
  }
}
