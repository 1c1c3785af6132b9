//! Sites and contacts in the browser.

use super::browser::Browser;
use super::kept::{led_to, only, points, refused, state, wrong};
use crate::testing::{Company, TestHub};
use fettle_core::domain::sites::{CustomerDetails, CustomerEvent, Site};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, Subject};

async fn hub() -> (TestHub, Company, Browser) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let desk = Browser::of(&hub, "desk").await;
    (hub, company, desk)
}

const NEW: [(&str, &str); 3] = [("name_zh", "东直门派出所"), ("zone", "Asia/Shanghai"), ("code", "S-9")];

#[tokio::test]
async fn a_site_is_entered_for_a_customer_that_people_type() {
    let (hub, company, mut desk) = hub().await;
    let second = Subject::new("customer", hub.fresh());
    let details = CustomerDetails {
        name: Bilingual::same("东城分局二处"),
        centre: Some(company.centre),
        ..CustomerDetails::default()
    };
    hub.record(company.desk, vec![Draft::new(second.clone(), &CustomerEvent::Registered { details })]).await;
    desk.get("/sites/new").await;
    let with = |customer: &'static str| [NEW.to_vec(), vec![("customer", customer)]].concat();
    assert_eq!(wrong(&desk.post("/sites/new", &with("")).await), "There is no such customer.");
    assert_eq!(wrong(&desk.post("/sites/new", &with("南城")).await), "Nothing answers “南城”.");
    // Several answer: the form comes back with them, and one is chosen without script.
    let which = desk.post("/sites/new", &with("东城")).await;
    assert_eq!(wrong(&which), "2 records answer. Choose which one is meant.");
    let radio = format!("type=\"radio\" name=\"customer_chosen\" value=\"{}\"", second.id());
    assert!(which.body.contains(&radio) && which.body.contains("value=\"东直门派出所\""), "{}", which.body);
    let chosen = second.id().to_string();
    let mut fields = with("东城");
    fields.extend([("customer_for", "东城"), ("customer_chosen", chosen.as_str())]);
    let bad_zone: Vec<_> = fields.iter().map(|f| if f.0 == "zone" { ("zone", "Mars") } else { *f }).collect();
    assert_eq!(wrong(&desk.post("/sites/new", &bad_zone).await), "Mars is not a known time zone.");
    let position: Vec<_> = [fields.clone(), vec![("position", "91, 200")]].concat();
    assert_eq!(wrong(&desk.post("/sites/new", &position).await), "Invalid coordinates.");
    let made = led_to(&desk.post("/sites/new", &fields).await, "sites");
    let site: Site = state(&hub, made).await;
    assert_eq!(site.customer.map(|id| id.uuid()), Some(second.id()));
    assert_eq!((site.centre, site.code.as_str()), (Some(company.centre), "S-9"));
    // A whole name means one, also where another begins with it; so does an id, as the customer's page gives it.
    let exact = desk.post("/sites/new", &with("东城分局")).await;
    assert_eq!(exact.status, 303, "{}", exact.body);
    assert!(desk.get(&format!("/sites/new?customer={}", second.id())).await.body.contains("东城分局二处"));
    let list = desk.get(&format!("/sites?customer={}", second.id())).await;
    assert_eq!((list.body.matches("东直门派出所").count(), list.body.contains("和平里")), (1, false), "{}", list.body);
    assert!(desk.get("/sites?q=S-9").await.body.contains(&made.to_string()));
    only(&hub, "/sites/new", &["admin", "manager", "desk"]).await;
}

#[tokio::test]
async fn a_site_is_changed_by_two_at_once_closed_and_opened_again() {
    let (hub, company, mut desk) = hub().await;
    let path = format!("/sites/{}", company.site);
    let change = format!("{path}/change");
    let mut manager = Browser::of(&hub, "manager").await;
    desk.get(&change).await;
    manager.get(&change).await;
    let shown = [
        ("name_zh", "和平里派出所"),
        ("name_en", "和平里派出所"),
        ("zone", "Asia/Shanghai"),
        ("address", "和平里北街 1 号"),
    ];
    let with = |name: &'static str, value: &'static str| [shown.to_vec(), vec![(name, value)]].concat();
    assert_eq!(desk.post(&change, &with("keys", "guard")).await.status, 303);
    assert_eq!(manager.post(&change, &with("parking", "yard")).await.status, 303);
    let site: Site = state(&hub, company.site.uuid()).await;
    assert_eq!((site.keys.as_str(), site.parking.as_str()), ("guard", "yard"));
    assert_eq!(manager.post(&change, &with("keys", "office")).await.status, 303, "from the page that showed no keys");
    assert_eq!(points(&hub, company.site).await, ["kept/keys"]);

    let job = hub.job(&company, vec![company.engineer]).await;
    let close = format!("{path}/close");
    desk.get(&close).await;
    assert_eq!(refused(&desk.post(&close, &[("reason", "sold")]).await), "Open jobs: 1. Close or cancel them first.");
    assert_eq!(desk.post(&format!("/jobs/{job}/cancel"), &[("reason", "sold")]).await.status, 303);
    desk.get(&close).await;
    assert_eq!(desk.post(&close, &[("reason", "sold")]).await.status, 303);
    assert!(!desk.get("/sites").await.body.contains(&path));
    assert!(desk.get("/sites?ended=only").await.body.contains(&path));
    assert!(!desk.get(&path).await.body.contains("/jobs/new"), "nothing is reported at a closed site");
    assert_eq!(desk.post(&format!("{path}/reopen"), &[]).await.status, 303);
    assert_eq!(refused(&desk.post(&format!("{path}/reopen"), &[]).await), "This site is in use already.");
    assert!(desk.get(&path).await.body.contains(&format!("/jobs/new?site={}", company.site)));
    only(&hub, &change, &["admin", "manager", "desk"]).await;
    only(&hub, &close, &["admin", "manager", "desk"]).await;
}

#[tokio::test]
async fn a_contact_is_added_changed_and_removed() {
    let (hub, company, mut desk) = hub().await;
    let path = format!("/sites/{}", company.site);
    let new = format!("{path}/contacts/new");
    desk.get(&new).await;
    assert_eq!(wrong(&desk.post(&new, &[("name", "")]).await), "Please give a name.");
    let signs = [("name", "刘所"), ("may_sign", "yes"), ("phone", "010-64001234"), ("title", "")];
    assert_eq!(wrong(&desk.post(&new, &signs).await), "An authorised signatory needs a title and a phone number.");
    assert!(
        wrong(&desk.post(&new, &[("name", "刘所"), ("phone", "no phone")]).await).contains("is not a phone number")
    );
    let command = uuid::Uuid::now_v7().to_string();
    let good = [("name", "刘所"), ("may_sign", "yes"), ("phone", "010-64001234"), ("title", "所长")];
    for _ in 0..2 {
        assert_eq!(desk.post_as(&command, &new, &good).await.status, 303);
    }
    let site: Site = state(&hub, company.site.uuid()).await;
    assert_eq!(site.contacts.len(), 1, "twice is once");
    let contact = format!("{path}/contacts/{command}");
    let mut manager = Browser::of(&hub, "manager").await;
    assert!(desk.get(&contact).await.body.contains("value=\"010-64001234\""));
    manager.get(&contact).await;
    let other = [("name", "刘所"), ("may_sign", "yes"), ("phone", "010-64009999"), ("title", "所长")];
    assert_eq!(desk.post(&contact, &other).await.status, 303);
    let wechat = ("messenger", "liusuo_64");
    let third = [("name", "刘所"), ("phone", "010-64001234"), ("title", "副所长"), ("may_sign", "yes"), wechat];
    assert_eq!(manager.post(&contact, &third).await.status, 303);
    let site: Site = state(&hub, company.site.uuid()).await;
    let now = site.contacts.values().next().expect("there");
    assert_eq!(
        (now.title.as_str(), now.phone.as_ref().map(ToString::to_string)),
        ("副所长", Some("010-64009999".into()))
    );
    assert_eq!(now.messenger, "liusuo_64");
    assert!(points(&hub, company.site).await.is_empty(), "one changed the number, the other the title");
    let mut engineer = Browser::of(&hub, "engineer").await;
    assert_eq!(engineer.get(&contact).await.status, 200, "who meets them may write them down");
    assert_eq!(engineer.post(&format!("{contact}/remove"), &[]).await.status, 403);
    desk.get(&path).await;
    assert_eq!(desk.post(&format!("{contact}/remove"), &[]).await.status, 303);
    assert_eq!(refused(&desk.post(&format!("{contact}/remove"), &[]).await), "There is no such contact.");
    let page = desk.get(&path).await;
    assert!(page.body.contains("Contact removed") && page.body.contains("<del>010-64009999</del>"), "{}", page.body);
}
