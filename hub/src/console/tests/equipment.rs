//! Equipment in the browser: entered as part of something, moved with its parts, labelled, retired.

use super::browser::Browser;
use super::kept::{led_to, only, points, refused, state, wrong};
use crate::testing::{Company, TestHub};
use fettle_core::domain::ids::SiteId;
use fettle_core::domain::sites::{Equipment, SiteDetails, SiteEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, Subject};
use uuid::Uuid;

async fn hub() -> (TestHub, Company, Browser) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let desk = Browser::of(&hub, "desk").await;
    (hub, company, desk)
}

async fn enter(desk: &mut Browser, site: &str, name: &str, parent: &str) -> Uuid {
    desk.get(&format!("/equipment/new?site={site}")).await;
    let fields = [("site", site), ("name_zh", name), ("pn", "PN-1"), ("sn", name), ("parent", parent)];
    led_to(&desk.post("/equipment/new", &fields).await, "equipment")
}

#[tokio::test]
async fn a_machine_is_entered_as_part_of_another_and_shown_in_a_tree() {
    let (hub, company, mut desk) = hub().await;
    let site = company.site.to_string();
    assert!(desk.get(&format!("/equipment/new?site={site}")).await.body.contains("和平里派出所"));
    let good = [("site", site.as_str()), ("name_zh", "rack"), ("pn", "PN-1"), ("sn", "R1")];
    let mut refusal = async |name: &'static str, value: &'static str| {
        let mut all: Vec<_> = good.iter().filter(|(field, _)| *field != name).copied().collect();
        all.push((name, value));
        wrong(&desk.post("/equipment/new", &all).await)
    };
    assert_eq!(refusal("name_zh", "").await, "Please give a name.");
    assert_eq!(refusal("pn", "").await, "Please give the part number (PN).");
    assert_eq!(refusal("site", "").await, "There is no such site.");
    assert_eq!(refusal("site", "moon").await, "Nothing answers “moon”.");
    assert_eq!(refusal("parent", "R9").await, "No machine of this site answers “R9”.");
    assert_eq!(refusal("contract", "HT-9").await, "No contract answers “HT-9”.");
    let rack = enter(&mut desk, &site, "rack", "").await;
    let server = enter(&mut desk, &site, "server", "rack").await;
    assert_eq!(state::<Equipment>(&hub, server).await.parent.map(|id| id.uuid()), Some(rack));
    let page = desk.get(&format!("/sites/{site}")).await.body;
    let (top, part) = (
        format!("<li class=\"in-0\"><div><a href=\"/equipment/{rack}\""),
        format!("<li class=\"in-1\"><div><a href=\"/equipment/{server}\""),
    );
    assert!(page.contains(&top) && page.contains(&part), "{page}");
    let page = desk.get(&format!("/equipment/{server}")).await.body;
    assert!(page.contains(&format!("<a href=\"/equipment/{rack}\">rack</a>")), "what it is part of stands above it");
    assert!(page.contains(&format!("/jobs/new?site={site}&#38;equipment={server}")), "{page}");
    let report = desk.get(&format!("/jobs/new?site={site}&equipment={server}")).await.body;
    assert!(report.contains(&format!("value=\"{server}\" checked")), "{report}");
    let circle = format!("/equipment/{rack}/change");
    desk.get(&circle).await;
    let fields = [("site", site.as_str()), ("name_zh", "rack"), ("pn", "PN-1"), ("sn", "rack"), ("parent", "server")];
    assert_eq!(wrong(&desk.post(&circle, &fields).await), "What it is to be part of is part of it.");
    assert!(desk.get("/equipment?q=server").await.body.contains(&server.to_string()));
    only(&hub, "/equipment/new", &["admin", "manager", "desk", "engineer"]).await;
}

#[tokio::test]
async fn a_machine_moves_with_its_parts_and_two_change_it_at_once() {
    let (hub, company, mut desk) = hub().await;
    let (site, there) = (company.site.to_string(), SiteId::new(hub.fresh()));
    let details = SiteDetails::new(company.customer, company.centre, Bilingual::same("PS02"), "Asia/Shanghai");
    hub.record(company.desk, vec![Draft::new(there.into(), &SiteEvent::Registered { details })]).await;
    let rack = enter(&mut desk, &site, "rack", "").await;
    let server = enter(&mut desk, &site, "server", "rack").await;
    let change = format!("/equipment/{rack}/change");
    let mut manager = Browser::of(&hub, "manager").await;
    desk.get(&change).await;
    manager.get(&change).await;
    let shown = |sn: &'static str, place: &'static str, at: &'static str| {
        [("site", at), ("name_zh", "rack"), ("name_en", "rack"), ("pn", "PN-1"), ("sn", sn), ("place", place)]
    };
    let moved = desk.post(&change, &shown("rack", "hall", "PS02")).await;
    assert_eq!(moved.status, 303, "{}", moved.body);
    let at = async |id| state::<Equipment>(&hub, id).await.site;
    assert_eq!((at(rack).await, at(server).await), (Some(there), Some(there)), "its parts go along");
    // The manager's page showed it at the old site, and says that site: no change of it.
    assert_eq!(manager.post(&change, &shown("SN-2", "", "和平里派出所")).await.status, 303);
    let now: Equipment = state(&hub, rack).await;
    assert_eq!((now.site, now.sn.as_str(), now.place.as_str()), (Some(there), "SN-2", "hall"));
    assert!(points(&hub, Subject::new("equipment", rack)).await.is_empty());
    assert_eq!(manager.post(&change, &shown("SN-2", "cellar", "和平里派出所")).await.status, 303);
    assert_eq!(points(&hub, Subject::new("equipment", rack)).await, ["kept/place"]);
}

#[tokio::test]
async fn labels_are_bound_once_and_a_machine_retires_after_its_parts() {
    let (_hub, company, mut desk) = hub().await;
    let site = company.site.to_string();
    let rack = enter(&mut desk, &site, "rack", "").await;
    let server = enter(&mut desk, &site, "server", "rack").await;
    let (one, other) = (format!("/equipment/{rack}"), format!("/equipment/{server}"));
    desk.get(&one).await;
    assert_eq!(wrong(&desk.post(&format!("{one}/bind"), &[("code", " ")]).await), "The code is empty.");
    assert_eq!(desk.post(&format!("{one}/bind"), &[("code", "FJ-01")]).await.status, 303);
    let taken = desk.post(&format!("{other}/bind"), &[("code", "ＦＪ－０１")]).await;
    assert!(wrong(&taken).ends_with("belongs to something else already."), "in every spelling");
    assert!(desk.get(&one).await.body.contains("FJ-01"));
    assert_eq!(desk.post(&format!("{one}/unbind"), &[("code", "FJ-01")]).await.status, 303);
    let gone = desk.post(&format!("{one}/unbind"), &[("code", "FJ-01")]).await;
    assert_eq!(refused(&gone), "The code FJ-01 is not on it.");
    assert_eq!(desk.post(&format!("{other}/bind"), &[("code", "FJ-01")]).await.status, 303, "it is free again");

    let retire = |path: &str| format!("{path}/retire");
    desk.get(&retire(&one)).await;
    assert_eq!(wrong(&desk.post(&retire(&one), &[("reason", "")]).await), "Please give a reason.");
    assert!(
        refused(&desk.post(&retire(&one), &[("reason", "old")]).await)
            .starts_with("Parts of it that are still in use: 1.")
    );
    for path in [&other, &one] {
        assert_eq!(desk.post(&retire(path), &[("reason", "old")]).await.status, 303);
    }
    assert!(
        !desk.get("/equipment").await.body.contains(&one) && desk.get("/equipment?ended=all").await.body.contains(&one)
    );
    let back = desk.post(&format!("{other}/reinstate"), &[]).await;
    assert_eq!(refused(&back), "What it is part of is out of use.");
    for path in [&one, &other] {
        assert_eq!(desk.post(&format!("{path}/reinstate"), &[]).await.status, 303);
    }
    let page = desk.get(&one).await;
    let told = ["Label bound", "Label taken off", "Taken out of use", "In use again", "<del>old</del>"];
    assert!(told.iter().all(|text| page.body.contains(text)), "{}", page.body);
}
