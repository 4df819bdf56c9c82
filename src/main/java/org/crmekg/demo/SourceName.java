package org.crmekg.demo;

import java.util.Locale;

/** The sources of the enterprise. */
enum SourceName {
  CRM(1, 0.85, 0.9),
  KYC(2, 0.6, 0.35),
  VENDOR(4, 0.25, 0),
  REGISTRY(8, 0.75, 0),
  HELPDESK(16, 0, 0.3),
  BILLING(32, 0.4, 0.3),
  MAIL(64, 0, 0.45),
  SOCIAL(128, 0, 0.35);

  private final int bit;
  private final double ofOrganizations;
  private final double ofPersons;

  SourceName(int bit, double ofOrganizations, double ofPersons) {
    this.bit = bit;
    this.ofOrganizations = ofOrganizations;
    this.ofPersons = ofPersons;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static SourceName of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }

  int bit() {
    return bit;
  }

  /** Returns the share of the organizations in several sources that this one knows. */
  double shareOfKnownOrganizations() {
    return ofOrganizations;
  }

  double shareOfKnownPersons() {
    return ofPersons;
  }

  /** Registers, mail servers and networks have unique keys for people; the others are typed. */
  boolean hasDuplicates() {
    return this == CRM || this == KYC || this == VENDOR || this == BILLING;
  }

  /** Whether the source is a database in the files layout, too. */
  boolean isDatabase() {
    return this == CRM || this == BILLING;
  }

  static SourceName homeOfOrganization(int percent) {
    if (percent < 50) {
      return CRM;
    }
    if (percent < 76) {
      return REGISTRY;
    }
    if (percent < 88) {
      return VENDOR;
    }
    return percent < 93 ? KYC : BILLING;
  }

  static SourceName homeOfPerson(int percent) {
    if (percent < 74) {
      return CRM;
    }
    if (percent < 84) {
      return BILLING;
    }
    if (percent < 90) {
      return KYC;
    }
    if (percent < 94) {
      return HELPDESK;
    }
    return percent < 97 ? MAIL : SOCIAL;
  }
}
