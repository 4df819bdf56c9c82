package org.crmekg.demo;

/** The rows of the crm. */
final class CrmRows {
  private final Scene scene;
  private final Population population;
  private final Staff staff;

  CrmRows(Scene scene) {
    this.scene = scene;
    this.population = scene.population();
    this.staff = new Staff(population, scene.naming());
  }

  void write() {
    new CrmOrganization(scene, staff).write();
    var accounts = new CrmAccounts(scene, staff);
    var people = new CrmPeople(scene, staff);
    var sales = new CrmSales(scene, staff);
    for (long party = 0; party < population.size(); party++) {
      if (!population.isIn(party, SourceName.CRM)) {
        continue;
      }
      int copies = population.copies(party, SourceName.CRM);
      for (int copy = 0; copy < copies; copy++) {
        if (!population.isPerson(party)) {
          accounts.organization(party, copy);
        }
        if (population.isContact(party)) {
          people.contact(party, copy);
        }
        if (population.isPrivateCustomer(party)) {
          people.privateCustomer(party, copy);
        }
      }
      if (!population.isPerson(party)) {
        sales.write(party, accounts.isKnownDissolved(party));
      }
    }
  }
}
