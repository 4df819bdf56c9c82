package org.crmekg.demo;

import java.util.Locale;

/**
 * A kind of mistake that the generator plants into the data of a source, for a shape to find.
 *
 * <p>How often depends on the seed, so that counts differ from seed to seed; each is there for
 * every seed unless it is left out.
 */
public enum Fault {
  /** An account of an organization without a name. */
  ORGANIZATION_NAME_MISSING(60),
  /** A contact without any name. */
  PERSON_NAME_MISSING(70),
  /** An account without a country. */
  COUNTRY_MISSING(35),
  /** An LEI in small letters, with blanks, or cut off. */
  LEI_FORM(18),
  /** An LEI whose check digits do not fit. */
  LEI_CHECK_DIGITS(20),
  /** A country name that no country has. */
  COUNTRY_UNKNOWN(40),
  /** An e-mail address that is none. */
  EMAIL_FORM(60),
  /** A phone number with letters or without a country. */
  PHONE_FORM(60),
  /** An opportunity of no account. */
  OPPORTUNITY_WITHOUT_ACCOUNT(45),
  /** An opportunity to be closed before it was opened. */
  CLOSE_BEFORE_CREATION(24),
  /** An open opportunity without a close date. */
  CLOSE_DATE_MISSING(16),
  /** An amount of an opportunity without a currency. */
  AMOUNT_WITHOUT_CURRENCY(35),
  /** A stage that was left before it was entered. */
  STAGE_DATES_REVERSED(60),
  /** A dissolved company with an open opportunity. */
  DISSOLVED_WITH_OPEN_OPPORTUNITY(8),
  /** A contact's role that ends before it begins. */
  ROLE_DATES_REVERSED(60),
  /** Two people who report to each other. */
  REPORTING_CYCLE(25),
  /** Two parents in one hierarchy at one time. */
  PARENT_DATES_OVERLAP(14),
  /** A converted lead without a date of conversion. */
  LEAD_CONVERTED_WITHOUT_DATE(8),
  /** A consent that was withdrawn before it was captured. */
  CONSENT_DATES_REVERSED(40),
  /** Two current consents of one purpose and channel that contradict each other. */
  CONSENT_CONTRADICTION(40),
  /** A person of the KYC system without a date of birth. */
  BIRTH_DATE_MISSING(14),
  /** A legal entity of the KYC system without a legal form. */
  LEGAL_FORM_MISSING(14),
  /** A share below zero or above 100 percent. */
  SHARE_OUT_OF_RANGE(12),
  /** A share whose minimum is above its maximum. */
  SHARE_BOUNDS_REVERSED(5),
  /** Owners who together hold more than 100 percent. */
  SHARE_SUM_ABOVE_100(8),
  /** A nominee who names no nominator. */
  NOMINEE_WITHOUT_NOMINATOR(5),
  /** An identity document that has expired. */
  DOCUMENT_EXPIRED(10),
  /** A document that expires before it was issued. */
  DOCUMENT_DATES_REVERSED(14),
  /** A review that is overdue. */
  REVIEW_OVERDUE(12),
  /** Enhanced risk with simplified due diligence. */
  HIGH_RISK_SIMPLIFIED(12),
  /** A politically exposed person whom no senior manager approved. */
  PEP_WITHOUT_APPROVAL(4),
  /** A subject not screened since the last version of the list. */
  SCREENING_STALE(14),
  /** A hit that was decided without a name or date. */
  HIT_WITHOUT_DECISION(4),
  /** Two current risk ratings of one subject. */
  RATING_TWICE(20),
  /** A contract that ends before it begins. */
  CONTRACT_DATES_REVERSED(14),
  /** A critical contract without an exit plan. */
  EXIT_PLAN_MISSING(5),
  /** An invoice of a supplier whom the vendor system does not know. */
  SUPPLIER_UNKNOWN(30),
  /** A supplier's invoice without a currency. */
  INVOICE_WITHOUT_CURRENCY(30),
  /** A legal entity whose registration has lapsed. */
  REGISTRATION_LAPSED(14),
  /** A relationship whose period ends before it begins. */
  CONSOLIDATION_DATES_REVERSED(14),
  /** A ticket without a priority. */
  PRIORITY_MISSING(16),
  /** A ticket that was solved before it was opened. */
  SOLVED_BEFORE_OPENED(12),
  /** A ticket that was solved after its time. */
  SLA_BREACHED(8),
  /** A subscription that was terminated before it was activated. */
  SUBSCRIPTION_DATES_REVERSED(16),
  /** A usage below zero. */
  USAGE_NEGATIVE(40),
  /** Holders of an account whose shares are not 100 percent. */
  HOLDING_SHARES_WRONG(10),
  /** A deposit without a currency. */
  BALANCE_WITHOUT_CURRENCY(12);

  private final int every;

  Fault(int every) {
    this.every = every;
  }

  /** Returns about how many rows there are for one that is wrong. */
  int every() {
    return every;
  }

  /** Returns the name as the command line spells it: lower case with dashes. */
  public String spelled() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
