//! Customers in the browser: found, entered, changed by two at once, ended and taken back.

use super::browser::Browser;
use super::kept::{led_to, only, points, refused, state, wrong};
use crate::testing::{Company, TestHub};
use fettle_core::domain::ids::CustomerId;
use fettle_core::domain::sites::{Customer, CustomerDetails, CustomerEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::Draft;

async fn hub() -> (TestHub, Company) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    (hub, company)
}

#[tokio::test]
async fn a_customer_is_entered_before_its_first_site_and_found_by_its_centre() {
    let (hub, company) = hub().await;
    let mut desk = Browser::of(&hub, "desk").await;
    assert_eq!(desk.get("/customers/new").await.status, 200);
    let nameless = desk.post("/customers/new", &[("code", "K-7"), ("notes", "<b>asks for Chen")]).await;
    assert_eq!(wrong(&nameless), "Please give a name.");
    assert!(nameless.body.contains("value=\"K-7\"") && nameless.body.contains("&#60;b&#62;asks for Chen"));
    let command = uuid::Uuid::now_v7().to_string();
    let typed = [("name_zh", "西城分局"), ("name_en", "Xicheng Branch"), ("code", "K-7"), ("industry", "police")];
    let made = led_to(&desk.post_as(&command, "/customers/new", &typed).await, "customers");
    let again = led_to(&desk.post_as(&command, "/customers/new", &typed).await, "customers");
    assert_eq!(made, again, "twice is once");
    let known: Customer = state(&hub, made).await;
    assert_eq!((known.code.as_str(), known.centre), ("K-7", Some(company.centre)), "of the centre of who entered it");

    for words in ["", "?q=Xicheng", "?q=K-7"] {
        let list = desk.get(&format!("/customers{words}")).await;
        assert_eq!(list.body.matches(&format!("href=\"/customers/{made}\"")).count(), 1, "{words}: {}", list.body);
    }
    let page = desk.get(&format!("/customers/{made}")).await;
    assert!(page.body.contains("Xicheng Branch") && page.body.contains("Entered") && page.body.contains("李客服"));
    assert!(page.body.contains(&format!("/sites/new?customer={made}")));
    let mut stranger = Browser::of(&hub, "stranger").await;
    assert_eq!(stranger.get(&format!("/customers/{made}")).await.status, 404, "another centre's");
    assert!(!stranger.get("/customers").await.body.contains("Xicheng"));
    only(&hub, "/customers/new", &["admin", "manager", "desk"]).await;
}

#[tokio::test]
async fn two_who_change_different_fields_both_win_and_one_field_waits_on_the_worklist() {
    let (hub, company) = hub().await;
    let path = format!("/customers/{}/change", company.customer);
    let now = async || state::<Customer>(&hub, company.customer.uuid()).await;
    let (mut desk, mut manager) = (Browser::of(&hub, "desk").await, Browser::of(&hub, "manager").await);
    desk.get(&path).await;
    manager.get(&path).await;
    // Each form brings every field back; only what was changed on it counts.
    let shown = [("name_zh", "东城分局"), ("name_en", "东城分局"), ("industry", "police"), ("code", ""), ("notes", "")];
    let with = |name: &'static str, value: &'static str| {
        shown.map(|field| if field.0 == name { (name, value) } else { field })
    };
    assert_eq!(desk.post(&path, &with("code", "K-1")).await.status, 303);
    assert_eq!(manager.post(&path, &with("notes", "asks for Chen")).await.status, 303);
    let both = now().await;
    assert_eq!((both.code.as_str(), both.notes.as_str()), ("K-1", "asks for Chen"));
    assert!(points(&hub, company.customer).await.is_empty());

    // The same field, and a refusal in between: the form shown again was still drawn from the old page.
    assert_eq!(desk.post(&path, &with("code", "K-2")).await.status, 303);
    assert_eq!(manager.post(&path, &[("name_zh", ""), ("name_en", ""), ("code", "K-3")]).await.status, 422);
    assert_eq!(
        manager.post(&path, &[("name_zh", "东城分局"), ("name_en", "东城分局"), ("code", "K-3")]).await.status,
        303
    );
    assert_eq!(points(&hub, company.customer).await, ["kept/code"]);
    let list = manager.get("/worklist").await;
    assert!(
        list.body.contains("Number: two people entered different values")
            && list.body.contains("K-2")
            && list.body.contains("K-3")
    );
    let first = list.body.split("name=\"chosen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let subject = format!("customer/{}", company.customer);
    let choose = [("subject", subject.as_str()), ("point", "kept/code"), ("chosen", first.expect("a value"))];
    assert_eq!(manager.post("/worklist", &choose).await.status, 303);
    assert!(points(&hub, company.customer).await.is_empty());

    let page = desk.get(&format!("/customers/{}", company.customer)).await;
    assert!(page.body.contains("One of two values chosen") && page.body.contains("<del>K-1</del>"), "{}", page.body);
}

#[tokio::test]
async fn a_customer_ends_only_without_open_jobs_and_sites_and_can_be_taken_back() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let path = format!("/customers/{}", company.customer);
    let mut desk = Browser::of(&hub, "desk").await;
    let end = format!("{path}/end");
    desk.get(&end).await;
    assert_eq!(wrong(&desk.post(&end, &[("reason", " ")]).await), "Please give a reason.");
    assert_eq!(refused(&desk.post(&end, &[("reason", "moved")]).await), "Open jobs: 1. Close or cancel them first.");
    assert!(desk.get(&path).await.body.contains(&format!("/jobs/{job}")), "the page lists what is in the way");
    assert_eq!(desk.post(&format!("/jobs/{job}/cancel"), &[("reason", "wrong number")]).await.status, 303);
    desk.get(&end).await;
    let sites = refused(&desk.post(&end, &[("reason", "moved")]).await);
    assert!(sites.starts_with("Sites in use: 1."), "{sites}");
    let close = format!("/sites/{}/close", company.site);
    desk.get(&close).await;
    assert_eq!(desk.post(&close, &[("reason", "moved")]).await.status, 303);
    desk.get(&end).await;
    assert_eq!(desk.post(&end, &[("reason", "moved")]).await.status, 303);
    assert_eq!(state::<Customer>(&hub, company.customer.uuid()).await.ended.as_deref(), Some("moved"));
    assert!(!desk.get("/customers").await.body.contains(&path), "what is over is shown on request");
    assert!(desk.get("/customers?ended=all").await.body.contains(&path));
    let again = desk.post(&end, &[("reason", "moved")]).await;
    assert!(refused(&again).starts_with("This is no customer any more."));
    let whose = company.customer.to_string();
    let fields = [("customer", whose.as_str()), ("name_zh", "x"), ("zone", "Asia/Shanghai")];
    let new = desk.post("/sites/new", &fields);
    assert!(wrong(&new.await).starts_with("This is no customer any more."));
    let page = desk.get(&path).await;
    assert!(page.body.contains(&format!("action=\"{path}/back\"")));
    assert_eq!(desk.post(&format!("{path}/back"), &[]).await.status, 303);
    assert_eq!(state::<Customer>(&hub, company.customer.uuid()).await.ended, None);
    let back = desk.post(&format!("{path}/back"), &[]).await;
    assert_eq!(refused(&back), "This is a customer already.");
    assert_eq!(Browser::of(&hub, "keeper").await.post(&format!("{path}/back"), &[]).await.status, 403);
}

#[tokio::test]
async fn a_page_of_customers_costs_the_same_however_many_there_are() {
    let (hub, company) = hub().await;
    let mut desk = Browser::of(&hub, "desk").await;
    let enter = async |count: usize| {
        let draft = |n: usize| {
            let name = Bilingual::same(format!("customer {n}"));
            let details = CustomerDetails { name, centre: Some(company.centre), ..CustomerDetails::default() };
            Draft::new(CustomerId::new(hub.fresh()).into(), &CustomerEvent::Registered { details })
        };
        hub.record(company.desk, (0..count).map(draft).collect()).await;
    };
    enter(60).await;
    let few = crate::tests::growth::reads(&hub.hub.ledger, async {
        assert_eq!(desk.get("/customers").await.status, 200);
    })
    .await;
    enter(600).await;
    let many = crate::tests::growth::reads(&hub.hub.ledger, async {
        assert_eq!(desk.get("/customers").await.status, 200);
    })
    .await;
    // Ten times as many customers: an index is a step deeper, no more.
    assert!(many <= few + few / 20, "{few} read with 60 customers, {many} with 660");
}
