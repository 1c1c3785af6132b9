//! What the desk does first on a hub that was set up as the README says: a call comes in, and an engineer gets the job.

use crate::browser::Browser;
use fettle_core::domain::ids::JobId;

/// The desk takes a call and gives the job to Chen.
pub async fn report(desk: &mut Browser, symptom: &str) -> JobId {
    let sites = desk.get("/jobs/new").await;
    let site = sites.value_of("\">Bureau machine room");
    assert_eq!(desk.get(&format!("/jobs/new?site={site}")).await.status, 200);
    let report = [
        ("site", site.as_str()),
        ("kind", "repair"),
        ("channel", "phone"),
        ("at", "2026-03-02T09:00"),
        ("caller", "刘所"),
        ("phone", "010-64001234"),
        ("symptom", symptom),
    ];
    let reported = desk.post("/jobs/new", &report).await;
    assert_eq!(reported.status, 303, "{}", reported.body);
    let page = reported.location.split('?').next().expect("a path").to_owned();
    assign(desk, &page).await;
    page.trim_start_matches("/jobs/").parse().expect("an id")
}

pub async fn assign(desk: &mut Browser, page: &str) {
    let engineer = desk.get(page).await.value_of(">Chen Gong");
    assert_eq!(desk.post(&format!("{page}/assign"), &[("to", &engineer)]).await.status, 303);
}
