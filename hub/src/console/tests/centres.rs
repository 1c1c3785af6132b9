//! Centres in the browser: changed, closed only when nothing is left that they look after, opened again.

use super::browser::Browser;
use super::kept::{only, points, refused, state, wrong};
use crate::testing::{Company, TestHub};
use fettle_core::domain::people::Centre;
use fettle_core::domain::sites::{CustomerDetails, CustomerEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, Subject};

async fn hub() -> (TestHub, Company, Browser) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let admin = Browser::of(&hub, "admin").await;
    (hub, company, admin)
}

#[tokio::test]
async fn a_centre_is_changed_by_two_administrators_at_once() {
    let (hub, company, mut admin) = hub().await;
    let path = format!("/centres/{}/change", company.centre);
    let mut other = Browser::of(&hub, "admin").await;
    admin.get(&path).await;
    other.get(&path).await;
    let shown = [("name_zh", "北京"), ("name_en", "北京"), ("region", "北京"), ("zone", "Asia/Shanghai")];
    let with = |name: &'static str, value: &'static str| shown.map(|f| if f.0 == name { (name, value) } else { f });
    assert_eq!(wrong(&admin.post(&path, &with("zone", "Mars")).await), "Mars is not a known time zone.");
    assert_eq!(admin.post(&path, &with("region", "North")).await.status, 303);
    assert_eq!(other.post(&path, &with("zone", "Asia/Urumqi")).await.status, 303);
    let centre: Centre = state(&hub, company.centre.uuid()).await;
    assert_eq!((centre.region.as_str(), centre.zone.as_str()), ("North", "Asia/Urumqi"));
    assert!(points(&hub, company.centre).await.is_empty());
    let page = admin.get(&format!("/centres/{}", company.centre)).await;
    assert!(page.body.contains("<del>Asia/Shanghai</del> → <ins>Asia/Urumqi</ins>"), "{}", page.body);
    only(&hub, &path, &["admin"]).await;
}

#[tokio::test]
async fn a_centre_closes_when_nothing_is_left_that_it_looks_after() {
    let (hub, company, mut admin) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let path = format!("/centres/{}", company.centre);
    let close = format!("{path}/close");
    admin.get(&close).await;
    assert_eq!(wrong(&admin.post(&close, &[("reason", "")]).await), "Please give a reason.");
    assert_eq!(refused(&admin.post(&close, &[("reason", "moved")]).await), "Open jobs: 1. Close or cancel them first.");
    // The page lists what is in the way.
    let page = admin.get(&path).await.body;
    for address in [format!("/jobs/{job}"), format!("/sites/{}", company.site), format!("/people/{}", company.engineer)]
    {
        assert!(page.contains(&address), "{address}: {page}");
    }
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get(&format!("/jobs/{job}")).await;
    assert_eq!(desk.post(&format!("/jobs/{job}/cancel"), &[("reason", "moved")]).await.status, 303);
    admin.get(&close).await;
    assert_eq!(
        refused(&admin.post(&close, &[("reason", "moved")]).await),
        "People who work there: 5. Move them first."
    );
    for person in [company.manager, company.desk, company.engineer, company.colleague, company.keeper] {
        admin.get(&format!("/people/{person}")).await;
        let to = [("centre", &*company.other_centre.to_string())];
        assert_eq!(admin.post(&format!("/people/{person}/change"), &to).await.status, 303);
    }
    admin.get(&close).await;
    assert!(refused(&admin.post(&close, &[("reason", "moved")]).await).starts_with("Sites in use: 1."));
    let site = format!("/sites/{}/change", company.site);
    admin.get(&site).await;
    let fields =
        [("name_zh", "和平里派出所"), ("zone", "Asia/Shanghai"), ("centre", &*company.other_centre.to_string())];
    let given = admin.post(&site, &fields).await;
    assert_eq!(given.status, 303, "{}", given.body);
    let own = Subject::new("customer", hub.fresh());
    let details =
        CustomerDetails { name: Bilingual::same("K"), centre: Some(company.centre), ..CustomerDetails::default() };
    hub.record(company.admin, vec![Draft::new(own.clone(), &CustomerEvent::Registered { details })]).await;
    admin.get(&close).await;
    assert!(
        refused(&admin.post(&close, &[("reason", "moved")]).await).starts_with("Customers that it looks after: 1.")
    );
    let end = format!("/customers/{}/end", own.id());
    admin.get(&end).await;
    assert_eq!(admin.post(&end, &[("reason", "gone")]).await.status, 303);
    admin.get(&close).await;
    let done = admin.post(&close, &[("reason", "moved")]).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let centre: Centre = state(&hub, company.centre.uuid()).await;
    assert!(!centre.open && centre.closed_because == "moved");
    assert_eq!(refused(&admin.post(&close, &[("reason", "moved")]).await), "This centre is closed already.");
    assert_eq!(admin.post(&format!("{path}/reopen"), &[]).await.status, 303);
    assert_eq!(refused(&admin.post(&format!("{path}/reopen"), &[]).await), "This centre is open already.");
    let reopened = |event: &fettle_core::kernel::Event| event.header().kind == "reopened";
    let events = hub.hub.ledger.events_of(&company.centre.into()).await.expect("read");
    assert_eq!(events.iter().filter(|event| reopened(event)).count(), 1);
}
