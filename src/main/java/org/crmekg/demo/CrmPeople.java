package org.crmekg.demo;

import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Contacts with roles, ties and consents; private customers and households. */
final class CrmPeople {
  private static final LocalDate START = LocalDate.of(2018, 1, 1);
  static final List<String> ROLES =
      List.of(
          "decision-maker",
          "economic-buyer",
          "champion",
          "influencer",
          "technical-evaluator",
          "gatekeeper",
          "end-user",
          "billing");
  private static final List<String> TITLES =
      List.of(
          "Managing director",
          "Head of purchasing",
          "Chief financial officer",
          "IT manager",
          "Project manager",
          "Accountant",
          "Assistant",
          "Network engineer");
  private static final List<String> DEPARTMENTS =
      List.of("Management", "Purchasing", "Finance", "IT", "Operations");
  private static final List<String> PURPOSES =
      List.of("direct-marketing", "newsletter", "profiling", "research", "service");
  private static final List<String> CHANNELS = List.of("email", "phone", "post", "social");

  private final Scene scene;
  private final Population population;
  private final Naming naming;
  private final Dice dice;
  private final Staff staff;

  CrmPeople(Scene scene, Staff staff) {
    this.staff = staff;
    this.scene = scene;
    this.population = scene.population();
    this.naming = scene.naming();
    this.dice = scene.dice();
  }

  void contact(long person, int copy) {
    long id = Keys.contact(person, copy);
    scene.known(SourceName.CRM, "contact", Long.toString(id), person);
    TableOutput contact = scene.table("contact").put("contact_id", id);
    names(contact, person, copy);
    if (dice.chance(0.9, "contact email", id)) {
      contact.put(
          "email",
          scene.strikes(Fault.EMAIL_FORM)
              ? dice.of(
                  List.of("see website", "a@b@c.example", "info(at)post.example"), "bad email", id)
              : naming.email(person));
    }
    contact.put("phone", dice.chance(0.5, "contact phone", id) ? naming.phone(person) : null);
    contact.put("mobile", dice.chance(0.4, "contact mobile", id) ? naming.mobile(person) : null);
    contact.put(
        "birth_date", dice.chance(0.2, "contact birth", id) ? population.birthDate(person) : null);
    Country country = population.country(person);
    contact.put(
        "country",
        dice.chance(0.6, "contact country", id)
            ? naming.country(country, SourceName.CRM, id)
            : null);
    contact.put("language", country.fact("language"));
    contact.put(
        "preferred_channel", dice.of(List.of("email", "phone", "chat", "post"), "prefers", id));
    contact.put(
        "verified_on",
        dice.chance(0.7, "contact verified", id)
            ? population.daysAgo(5, 1200, "contact verified on", id)
            : null);
    contact.put("updated_at", population.daysAgo(1, 900, "contact updated", id).atTime(11, 5));
    contact.end();
    if (copy == 0) {
      roles(person, id);
      links(person, id);
      consents(id);
      campaigns(id);
    } else {
      firstRole(person, id);
    }
  }

  private void names(TableOutput contact, long person, int copy) {
    if (scene.strikes(Fault.PERSON_NAME_MISSING)) {
      return;
    }
    long record = Keys.record(person, copy);
    contact.put("full_name", naming.typed(person, SourceName.CRM, copy));
    if (dice.chance(0.85, "name parts", record)) {
      boolean latin = dice.chance(0.6, "name parts script", record);
      Spelling given = naming.given(person);
      Spelling family = naming.family(person);
      contact.put("given_name", latin ? given.latin() : given.local());
      contact.put("family_name", latin ? family.latin() : family.local());
    }
  }

  private void firstRole(long person, long contact) {
    population
        .employer(person, SourceName.CRM)
        .ifPresent(
            e -> role(contact, 0, e, population.daysAgo(100, 2000, "role from", contact), null));
  }

  /** Some work for two companies at a time, some have left for another. */
  private void roles(long person, long contact) {
    OptionalLong employer = population.employer(person, SourceName.CRM);
    if (employer.isEmpty()) {
      return;
    }
    LocalDate from = population.daysAgo(100, 2400, "role from", contact);
    boolean left = dice.chance(0.1, "has left", contact);
    LocalDate to = left ? midway(from) : null;
    role(contact, 0, employer.getAsLong(), from, to);
    OptionalLong other = otherEmployer(person, employer.getAsLong());
    if (other.isPresent() && (left || dice.chance(0.15, "second account", contact))) {
      role(contact, 1, other.getAsLong(), left ? midway(from) : from.plusDays(60), null);
    }
  }

  private static LocalDate midway(LocalDate from) {
    return from.plusDays((Population.AS_OF.toEpochDay() - from.toEpochDay()) / 2);
  }

  private OptionalLong otherEmployer(long person, long employer) {
    long neighbour =
        person + Population.BLOCK < population.size() ? person + Population.BLOCK : person;
    OptionalLong other = population.employer(neighbour, SourceName.CRM);
    return other.isPresent() && other.getAsLong() == employer ? OptionalLong.empty() : other;
  }

  private void role(
      long contact, int number, long organization, LocalDate from, @Nullable LocalDate to) {
    long id = contact * 4 + number;
    int kind = dice.below(ROLES.size(), "role", id);
    scene
        .table("contact_role")
        .row(
            id,
            contact,
            scene.keys().account(organization, 0),
            ROLES.get(kind),
            dice.chance(0.85, "title", id) ? TITLES.get(kind) : null,
            dice.of(DEPARTMENTS, "department", id),
            dice.chance(0.3, "primary", id),
            from,
            scene.strikes(Fault.ROLE_DATES_REVERSED) ? from.minusDays(30) : to);
  }

  /** A person reports to a colleague with a smaller number, so that there is no cycle by chance. */
  private void links(long person, long contact) {
    List<Long> colleagues =
        population.employer(person, SourceName.CRM).stream()
            .boxed()
            .flatMap(e -> population.contacts(e).stream())
            .toList();
    int place = colleagues.indexOf(person);
    long number = contact * 8;
    LocalDate since = population.daysAgo(30, 1500, "link since", contact);
    if (place > 0) {
      long boss = Keys.contact(colleagues.get((place - 1) / 2), 0);
      link(number, contact, boss, new Tie("reports-to", "declared", since, null));
      if (place == 1 && scene.strikes(Fault.REPORTING_CYCLE)) {
        link(number + 1, boss, contact, new Tie("reports-to", "declared", since, null));
      }
      if (dice.chance(0.3, "influences", contact)) {
        link(number + 2, contact, boss, new Tie("influences", "observed", since, null));
      }
    }
    List<Long> neighbours = population.people(person, SourceName.CRM);
    long other = dice.of(neighbours, "knows", person);
    if (other != person
        && population.isContact(other)
        && dice.chance(0.35, "knows at all", person)) {
      String kind =
          dice.of(
              List.of("knows", "knows", "former-colleague", "family", "dotted-line"),
              "tie",
              contact);
      boolean ended = dice.chance(0.15, "tie ended", contact);
      link(
          number + 3,
          contact,
          Keys.contact(other, 0),
          new Tie(kind, "inferred", since, ended ? midway(since) : null));
    }
  }

  private record Tie(String kind, String basis, LocalDate from, @Nullable LocalDate to) {}

  private void link(long id, long from, long to, Tie tie) {
    scene
        .table("contact_link")
        .row(
            id,
            from,
            to,
            tie.kind(),
            java.math.BigDecimal.valueOf(dice.between(10, 100, "strength", id), 2),
            tie.basis(),
            tie.from(),
            tie.to());
  }

  private void consents(long contact) {
    int count = dice.between(1, 3, "consents", contact);
    int first = dice.below(PURPOSES.size(), "purpose", contact);
    for (int i = 0; i < count; i++) {
      consent(contact, i, PURPOSES.get((first + i) % PURPOSES.size()));
    }
  }

  private void consent(long contact, int number, String purpose) {
    long id = contact * 16 + number * 4L;
    String channel = dice.of(CHANNELS, "consent channel", id);
    LocalDate from = population.daysAgo(200, 2000, "consent", id);
    int draw = dice.below(100, "consent status", id);
    boolean service = purpose.equals("service");
    String status = draw < 75 || service ? "given" : draw < 88 ? "refused" : "requested";
    boolean withdrawn = status.equals("given") && !service && dice.chance(0.12, "withdrawn", id);
    boolean reversed = scene.strikes(Fault.CONSENT_DATES_REVERSED, Fault.CONSENT_CONTRADICTION, id);
    LocalDate end = withdrawn ? midway(from) : null;
    consentRow(
        id,
        contact,
        new Consent(purpose, channel, status, from, reversed ? from.minusDays(10) : end));
    if (withdrawn) {
      consentRow(id + 1, contact, new Consent(purpose, channel, "withdrawn", midway(from), null));
    } else if (status.equals("given")
        && scene.strikes(Fault.CONSENT_CONTRADICTION, Fault.CONSENT_DATES_REVERSED, id)) {
      consentRow(
          id + 2, contact, new Consent(purpose, channel, "refused", from.plusDays(20), null));
    }
  }

  private record Consent(
      String purpose, String channel, String status, LocalDate from, @Nullable LocalDate to) {}

  private void consentRow(long id, long contact, Consent consent) {
    scene
        .table("consent")
        .row(
            id,
            contact,
            consent.purpose(),
            consent.channel(),
            consent.status(),
            consent.purpose().equals("service") ? "contract" : "consent",
            consent.from().atTime(10, dice.below(60, "consent minute", id)),
            consent.from(),
            consent.to(),
            "form " + id);
  }

  private void campaigns(long contact) {
    if (dice.chance(0.4, "in campaign", contact)) {
      int campaign = dice.below(CrmOrganization.campaigns(population), "campaign of", contact);
      String status =
          dice.of(
              List.of("sent", "sent", "opened", "responded", "bounced", "opted-out"),
              "member",
              contact);
      scene
          .table("campaign_member")
          .row(
              CrmOrganization.campaign(campaign),
              contact,
              status,
              status.equals("responded") ? population.daysAgo(1, 900, "responded", contact) : null);
    }
  }

  void privateCustomer(long person, int copy) {
    String id = scene.keys().account(person, copy);
    long record = Keys.record(person, copy);
    scene.known(SourceName.CRM, "account", id, person);
    TableOutput account = scene.table("account").put("account_id", id).put("kind", "person");
    account.put("name", naming.typed(person, SourceName.CRM, copy));
    account.put(
        "status", dice.of(List.of("prospect", "active", "active", "dormant"), "status", record));
    account.put("country", naming.country(population.country(person), SourceName.CRM, record));
    account.put("phone", dice.chance(0.5, "private phone", record) ? naming.phone(person) : null);
    account.put(
        "origin", dice.of(List.of("online", "store", "call-centre", "reorder"), "from", record));
    account.put("owner_id", Staff.user(staff.ownerOf(person)));
    LocalDate created = population.daysAgo(40, 2600, "private created", record);
    account.put("created_at", created.atTime(13, 20));
    account.put("updated_at", created.plusDays(20).atTime(13, 20));
    account.end();
    scene
        .table("private_customer")
        .row(
            id,
            naming.given(person).local(),
            naming.family(person).local(),
            dice.chance(0.9, "private birth", record) ? population.birthDate(person) : null,
            dice.chance(0.4, "national id", record)
                ? Keys.nationalId(population.country(person), person)
                : null,
            dice.chance(0.3, "passport", record) ? Keys.passport(person) : null,
            dice.of(List.of("low", "middle", "middle", "high", "very-high"), "income", person),
            dice.chance(0.8, "private email", record) ? naming.email(person) : null,
            naming.mobile(person));
    Country.City city = naming.city(person);
    scene
        .table("account_address")
        .row(
            record * 4,
            id,
            "home",
            naming.street(person).local(),
            city.postalCode(),
            city.name().local(),
            city.subdivision(),
            naming.country(population.country(person), SourceName.CRM, record),
            created,
            null);
    if (copy == 0) {
      household(person, id);
    }
  }

  /** Two neighbours who are both private customers may share a household. */
  private void household(long person, String id) {
    long other = person + 1;
    boolean pair =
        person % 2 == 1
            && other < population.size()
            && other % Population.BLOCK != 0
            && population.isPrivateCustomer(other)
            && dice.chance(0.6, "household", person);
    if (!pair) {
      return;
    }
    String household = Keys.padded("H-", person, 6);
    scene
        .table("account")
        .put("account_id", household)
        .put("kind", "household")
        .put("name", naming.family(person).local())
        .put("status", "active")
        .put("created_at", START.atStartOfDay())
        .put("updated_at", START.atStartOfDay())
        .end();
    LocalDate from = population.daysAgo(100, 1500, "household from", person);
    scene.table("household_member").row(household, id, "head", from, null);
    scene
        .table("household_member")
        .row(household, scene.keys().account(other, 0), "partner", from.plusDays(10), null);
  }
}
