//! Lists of records: what their columns say, in which order they stand, and what they are cut down to.

use super::browser::Browser;
use super::kept::led_to;
use crate::testing::{Company, TestHub};
use chrono::{Days, NaiveDate};
use fettle_core::domain::ids::{CustomerId, SiteId};
use fettle_core::domain::people::{CentreChange, CentreEvent, Skill, SkillsEvent};
use fettle_core::domain::sites::{
    Contact, ContractEvent, ContractId, CustomerDetails, CustomerEvent, EquipmentDetails, EquipmentEvent, EquipmentId,
    SheetLanguage, SiteDetails, SiteEvent, SlaTarget, Terms,
};
use fettle_core::domain::values::{Bilingual, Phone};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, Subject};

async fn hub() -> (TestHub, Company) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    (hub, company)
}

/// The day, so many days from today on.
fn day(hub: &TestHub, days: u64) -> NaiveDate {
    let today = time(hub.hub.clock.now_ms()).with_timezone(&fettle_core::domain::sites::zone("")).date_naive();
    today.checked_add_days(Days::new(days)).expect("a day")
}

async fn machine(hub: &TestHub, at: SiteId, sn: &str, class: &str, warranty: Option<NaiveDate>) -> EquipmentId {
    let id: EquipmentId = hub.fresh().into();
    let details = EquipmentDetails {
        site: at,
        pn: "DS-2DC4".into(),
        sn: sn.into(),
        name: Bilingual::same(format!("machine {sn}")),
        class: class.into(),
        place: String::new(),
        parent: None,
        installed: None,
        warranty_end: warranty,
        life_end: None,
        contract: None,
    };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(id.into(), &EquipmentEvent::Registered { details })]).await;
    id
}

async fn contract(hub: &TestHub, company: &Company, number: &str, ends: NaiveDate) -> ContractId {
    let id: ContractId = hub.fresh().into();
    let sla = SlaTarget { answered_min: 31, on_site_min: 241, restored_min: 481 };
    let terms = Terms {
        customer: company.customer,
        number: number.into(),
        sites: [company.site].into(),
        services: Default::default(),
        promises: [(1, sla)].into(),
        inspections_a_year: 0,
        starts: day(hub, 0) - Days::new(700),
        ends,
        watermark: false,
        language: SheetLanguage::Chinese,
    };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(id.into(), &ContractEvent::Agreed { terms })]).await;
    id
}

async fn customer(hub: &TestHub, name: &str, code: &str) -> CustomerId {
    let id: CustomerId = hub.fresh().into();
    let details = CustomerDetails { name: Bilingual::same(name), code: code.into(), ..CustomerDetails::default() };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(id.into(), &CustomerEvent::Registered { details })]).await;
    id
}

/// What stands in a column of the line that leads to `address`.
fn cell<'b>(body: &'b str, address: &str, column: &str) -> &'b str {
    let line = body.split(&format!("<tr id=\"{address}\">")).nth(1).and_then(|rest| rest.split("</tr>").next());
    let cell = line.and_then(|line| line.split(&format!("data-name=\"{column}\"")).nth(1));
    let cell = cell.unwrap_or_else(|| panic!("no {column} of {address}: {body}"));
    cell.split("<span>").nth(1).and_then(|rest| rest.split("</span>").next()).unwrap_or_default()
}

/// In which order these stand on a page.
fn order<'n>(body: &str, names: &[&'n str]) -> Vec<&'n str> {
    let mut found: Vec<(usize, &str)> =
        names.iter().filter_map(|name| Some((body.find(&format!("<span>{name}</span>"))?, *name))).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, name)| name).collect()
}

#[tokio::test]
async fn the_columns_of_a_list_say_what_the_desk_asks_for() {
    let (hub, company) = hub().await;
    let until = day(&hub, 60);
    let machine = format!("/equipment/{}", machine(&hub, company.site, "SN-1", "camera_ptz", Some(until)).await);
    let agreed = format!("/contracts/{}", contract(&hub, &company, "HT-1", until).await);
    let contact = Contact {
        id: hub.fresh().into(),
        name: "单主任".into(),
        title: "主任".into(),
        phone: Some(Phone::parse("138-0013-8000").expect("a number")),
        may_sign: true,
        messenger: String::new(),
    };
    let set = Draft::new(company.site.into(), &SiteEvent::ContactSet { contact });
    let details = Skill { name: "高压电工证".into(), ..Skill::default() };
    let skill = SkillsEvent::Set { skill: hub.fresh().into(), details };
    let skill = Draft::new(Subject::new("skills", company.engineer.uuid()), &skill);
    hub.record(company.manager, vec![set, skill]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    let (site, customer) = (format!("/sites/{}", company.site), format!("/customers/{}", company.customer));
    let until = until.to_string();
    for (list, address, column, wanted) in [
        ("/equipment", &machine, "Class", "camera_ptz"),
        ("/equipment", &machine, "Serial number (SN)", "SN-1"),
        ("/equipment", &machine, "Part number (PN)", "DS-2DC4"),
        ("/equipment", &machine, "Customer", "东城分局"),
        ("/equipment", &machine, "Site", "和平里派出所"),
        ("/equipment", &machine, "Warranty until", until.as_str()),
        ("/sites", &site, "Address", "和平里北街 1 号"),
        ("/sites", &site, "Customer", "东城分局"),
        ("/sites", &site, "Contact", "单主任"),
        ("/sites", &site, "Telephone", "138-0013-8000"),
        ("/customers", &customer, "Industry", "police"),
        ("/contracts", &agreed, "SLA", "level 1: response 31, arrival 241, resolution 481 min"),
        ("/contracts", &agreed, "Last day", until.as_str()),
    ] {
        let body = desk.get(list).await.body;
        assert_eq!(cell(&body, address, column), wanted, "{list} {column}");
        assert!(cell(&body, address, "Last changed").starts_with("20"), "{list}");
    }
    let engineer = format!("/people/{}", company.engineer);
    let list = Browser::of(&hub, "manager").await.get("/people").await.body;
    assert_eq!(
        (cell(&list, &engineer, "Skills and certificates"), cell(&list, &engineer, "Roles")),
        ("高压电工证", "Engineer")
    );
    // A column that is chosen alone stands in the file as well.
    let file = desk.get("/equipment?column=sites-field-customer&as=csv").await.body;
    assert!(file.contains("Equipment,Customer\r\nmachine SN-1,东城分局\r\n"), "{file}");
}

#[tokio::test]
async fn a_list_stands_in_the_order_of_a_column_in_its_head_its_pages_its_views_and_its_files() {
    let (hub, company) = hub().await;
    let drafts = (0..60).map(|n| {
        let details = CustomerDetails {
            name: Bilingual::same(format!("Customer {:02}", 59 - n)),
            code: format!("C-{n}"),
            centre: Some(company.centre),
            ..CustomerDetails::default()
        };
        Draft::new(Subject::new("customer", hub.fresh()), &CustomerEvent::Registered { details })
    });
    hub.record(company.admin, drafts.collect()).await;
    let mut admin = Browser::of(&hub, "admin").await;
    let head = |body: &str, sorted: &str, link: &str| {
        let sorted = if sorted.is_empty() { String::new() } else { format!(" aria-sort=\"{sorted}\"") };
        body.contains(&format!("<th scope=\"col\"{sorted}><a href=\"{link}\">"))
    };
    let list = admin.get("/customers").await.body;
    assert!(head(&list, "ascending", "/customers?sort=%2Dname") && head(&list, "", "/customers?sort=code"), "{list}");
    let list = admin.get("/customers?sort=code").await.body;
    assert!(head(&list, "ascending", "/customers?sort=%2Dcode") && head(&list, "", "/customers?sort=name"), "{list}");
    assert!(list.contains("<option value=\"code\" selected>Number ↑</option>"), "{list}");
    // Numbers by how much they are, the last first; who has none stands behind all others, and so before them here.
    let first = admin.get("/customers?sort=-code&column=sites-field-code").await.body;
    assert!(head(&first, "descending", "/customers?sort=code&#38;column=sites%2Dfield%2Dcode"), "{first}");
    let form = first.split("class=\"filter-line\"").nth(1).and_then(|rest| rest.split("</form>").next());
    assert!(form.expect("the filter").contains("name=\"sort\" value=\"-code\""), "{first}");
    let next = first.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
    let next = admin.get(&next.replace("&#38;", "&")).await.body;
    let codes = |body: &str| -> Vec<u32> {
        let all = body.split("<span>C-").skip(1);
        all.filter_map(|rest| rest.split('<').next()?.parse().ok()).collect()
    };
    assert_eq!([codes(&first), codes(&next)].concat(), (0..60).rev().collect::<Vec<_>>());
    let file = admin.get("/customers?sort=-code&column=sites-field-code&as=csv").await.body;
    let lines: Vec<&str> = file.lines().skip(1).collect();
    assert!(lines.len() == 61 && lines[1].ends_with(",C-59") && lines[60].ends_with(",C-0"), "{file}");
    // A view keeps it.
    admin.get("/views/new?of=/customers?sort=-code").await;
    let kept = admin.post("/views/new", &[("of", "/customers?sort=-code"), ("name", "By number")]).await;
    assert_eq!(kept.location, "/customers?sort=%2Dcode");
    let view = admin.get(&kept.location).await.body;
    assert!(head(&view, "descending", "/customers?sort=code") && view.contains("By number"), "{view}");
    // What was written about last.
    hub.advance(120_000);
    customer(&hub, "Newest", "").await;
    let newest = admin.get("/customers?sort=-changed").await.body;
    assert_eq!(order(&newest, &["Customer 00", "Newest", "Customer 59"])[0], "Newest");
    for bad in ["/customers?sort=unheard", "/customers?sort=until", "/customers?sort=--name", "/people?sort=roles"] {
        assert_eq!(admin.get(bad).await.status, 400, "{bad}");
    }
    for odd in ["/customers?sort=changed&after=nonsense", "/customers?sort=changed&after=site/x~9", "/centres?after=1"]
    {
        assert_eq!(admin.get(odd).await.status, 200, "{odd}");
    }
}

#[tokio::test]
async fn what_ends_soon_is_listed_and_the_next_one_first() {
    let (hub, company) = hub().await;
    for (number, days) in [("HT-1", 80), ("HT-2", 200), ("HT-3", 20)] {
        contract(&hub, &company, number, day(&hub, days)).await;
    }
    for (sn, days) in [("SN-1", Some(80)), ("SN-2", Some(200)), ("SN-3", None), ("SN-4", Some(20))] {
        machine(&hub, company.site, sn, "ups", days.map(|days| day(&hub, days))).await;
    }
    let mut desk = Browser::of(&hub, "desk").await;
    let contracts = ["HT-1", "HT-2", "HT-3"];
    for (query, wanted) in [
        ("", vec!["HT-1", "HT-2", "HT-3"]),
        ("?ends=30", vec!["HT-3"]),
        ("?ends=90", vec!["HT-3", "HT-1"]),
        ("?ends=90&sort=name", vec!["HT-1", "HT-3"]),
        ("?ends=90&q=ht", vec!["HT-3", "HT-1"]),
        ("?sort=-until", vec!["HT-2", "HT-1", "HT-3"]),
    ] {
        assert_eq!(order(&desk.get(&format!("/contracts{query}")).await.body, &contracts), wanted, "{query}");
    }
    let machines = ["SN-1", "SN-2", "SN-3", "SN-4"];
    assert_eq!(order(&desk.get("/equipment?ends=90").await.body, &machines), ["SN-4", "SN-1"]);
    assert_eq!(order(&desk.get("/equipment?sort=until").await.body, &machines), ["SN-4", "SN-1", "SN-2", "SN-3"]);
    let file = desk.get("/equipment?ends=90&as=csv").await.body;
    assert!(file.lines().count() == 3 && file.contains("SN-4") && !file.contains("SN-2"), "{file}");
    for bad in ["/contracts?ends=7", "/contracts?ends=soon", "/equipment?ends=30", "/equipment?ends=-90"] {
        assert_eq!(desk.get(bad).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn machines_are_listed_by_class_and_by_customer_as_far_as_one_reaches() {
    let (hub, company) = hub().await;
    let other = customer(&hub, "School", "").await;
    let site = |centre, customer, name: &str| {
        let id: SiteId = hub.fresh().into();
        let details = SiteDetails::new(customer, centre, Bilingual::same(name), "Asia/Shanghai");
        (id, Draft::new(id.into(), &SiteEvent::Registered { details }))
    };
    let ((near, here), (far, there)) =
        (site(company.centre, other, "Gate"), site(company.other_centre, company.customer, "Pier"));
    hub.record(company.admin, vec![here, there]).await;
    machine(&hub, company.site, "SN-1", "ups", None).await;
    machine(&hub, near, "SN-2", "UPS", None).await;
    machine(&hub, near, "SN-3", "camera_ptz", None).await;
    machine(&hub, far, "SN-4", "radar", None).await;
    let all = ["SN-1", "SN-2", "SN-3", "SN-4"];
    let mut desk = Browser::of(&hub, "desk").await;
    let list = desk.get("/equipment").await.body;
    assert!(list.contains("<option value=\"camera_ptz\">") && !list.contains("radar"), "{list}");
    assert_eq!(list.matches("<option value=\"ups\">").count(), 1, "one class, however it is written: {list}");
    let customer = format!("customer={other}");
    for (query, wanted) in [
        ("class=ups".to_owned(), vec!["SN-1", "SN-2"]),
        ("class=radar".to_owned(), vec![]),
        (customer.clone(), vec!["SN-2", "SN-3"]),
        (format!("{customer}&class=ups"), vec!["SN-2"]),
        (format!("{customer}&class=ups&q=SN"), vec!["SN-2"]),
        (format!("customer={}", company.customer), vec!["SN-1"]),
        (format!("site={near}&class=camera_ptz"), vec!["SN-3"]),
    ] {
        assert_eq!(order(&desk.get(&format!("/equipment?{query}")).await.body, &all), wanted, "{query}");
    }
    let shown = desk.get(&format!("/equipment?{customer}&class=ups")).await.body;
    assert!(shown.contains(&format!("<option value=\"{other}\" selected>School</option>")), "{shown}");
    assert!(shown.contains("<option value=\"ups\" selected>ups</option>"), "{shown}");
    let file = desk.get(&format!("/equipment?{customer}&class=ups&as=csv")).await.body;
    assert!(file.lines().count() == 2 && file.contains("SN-2"), "{file}");
    let page = desk.get(&format!("/customers/{other}")).await.body;
    assert!(page.contains(&format!("href=\"/equipment?{customer}\"")), "{page}");
    let mut admin = Browser::of(&hub, "admin").await;
    assert!(admin.get("/equipment").await.body.contains("<option value=\"radar\">"));
    assert_eq!(admin.get("/equipment?customer=nobody").await.status, 400);
}

#[tokio::test]
async fn centres_stand_by_name_and_are_found_by_words() {
    let (hub, _) = hub().await;
    let mut admin = Browser::of(&hub, "admin").await;
    let mut made = Vec::new();
    for name in ["Zibo", "Anshan", "Harbin"] {
        admin.get("/centres/new").await;
        let typed = [("name_zh", name), ("region", "north"), ("zone", "Asia/Shanghai")];
        made.push(led_to(&admin.post("/centres/new", &typed).await, "centres"));
    }
    let names = ["Zibo", "Anshan", "Harbin"];
    let list = admin.get("/centres").await.body;
    assert_eq!(order(&list, &names), ["Anshan", "Harbin", "Zibo"]);
    assert_eq!(cell(&list, &format!("/centres/{}", made[0]), "Time zone"), "Asia/Shanghai");
    assert_eq!(order(&admin.get("/centres?sort=-name").await.body, &names), ["Zibo", "Harbin", "Anshan"]);
    assert_eq!(order(&admin.get("/centres?q=harb").await.body, &names), ["Harbin"]);
    let closed = CentreEvent::Closed { reason: "moved".into() };
    let renamed = CentreEvent::Changed {
        change: CentreChange { name: Some(Bilingual::same("Zunyi")), ..CentreChange::default() },
    };
    let admins = hub.hub.ledger.system();
    hub.record(admins, vec![Draft::new(Subject::new("centre", made[2]), &closed)]).await;
    hub.record(admins, vec![Draft::new(Subject::new("centre", made[1]), &renamed)]).await;
    let names = ["Zibo", "Zunyi", "Anshan", "Harbin"];
    assert_eq!(order(&admin.get("/centres").await.body, &names), ["Zibo", "Zunyi"]);
    assert_eq!(order(&admin.get("/centres?ended=only").await.body, &names), ["Harbin"]);
    assert_eq!(order(&admin.get("/centres?ended=all").await.body, &names), ["Harbin", "Zibo", "Zunyi"]);
}
