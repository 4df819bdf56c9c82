package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FreshnessTest {
  private static final Freshness MIXED =
      new Freshness(
          new TreeMap<>(
              Map.of(
                  "vendor", Optional.<Instant>empty(),
                  "crm-eu", Optional.<Instant>empty(),
                  "kyc", Optional.of(Instant.parse("2026-01-31T04:00:59Z")))));

  @Test
  void theHeaderSaysWhatItIsReadAs() {
    assertThat(MIXED.header()).isEqualTo("crm-eu=live, kyc=\"2026-01-31T04:00:59Z\", vendor=live");
    assertThat(Freshness.ofHeader(MIXED.header())).isEqualTo(MIXED);
    assertThat(Freshness.ofHeader("")).isEqualTo(Freshness.NONE);
  }

  @Test
  void wordsTellLiveSourcesFirst() {
    assertThat(MIXED.words()).isEqualTo("crm-eu, vendor live; kyc as of 2026-01-31 04:00 UTC");
    assertThat(Freshness.NONE.words()).isEmpty();
  }
}
