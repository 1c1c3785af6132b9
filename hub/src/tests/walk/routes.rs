//! Every route of the hub, and that none is missing.

use std::collections::BTreeSet;

/// Every route: its first argument in the source, a path of it, its methods.
pub(super) const ROUTES: &[(&str, &str, &[&str])] = &[
    ("\"/\"", "/", &["GET"]),
    ("\"/healthz\"", "/healthz", &["GET"]),
    ("\"/login\"", "/login", &["GET", "POST"]),
    ("\"/logout\"", "/logout", &["POST"]),
    ("\"/account\"", "/account", &["GET"]),
    ("\"/account/password\"", "/account/password", &["POST"]),
    ("\"/account/sign-out\"", "/account/sign-out", &["POST"]),
    ("\"/account/session\"", "/account/session", &["POST"]),
    ("\"/account/known\"", "/account/known", &["POST"]),
    ("\"/account/phone\"", "/account/phone", &["POST"]),
    ("\"/people\"", "/people", &["GET"]),
    ("\"/people/new\"", "/people/new", &["GET", "POST"]),
    ("\"/people/{id}\"", "/people/{person}", &["GET"]),
    ("\"/people/{id}/{act}\"", "/people/{person}/name", &["POST"]),
    ("\"/password/{secret}\"", "/password/{hash}", &["GET", "POST"]),
    ("\"/centres\"", "/centres", &["GET"]),
    ("\"/centres/new\"", "/centres/new", &["GET", "POST"]),
    ("\"/centres/{id}\"", "/centres/{centre}", &["GET"]),
    ("\"/centres/{id}/change\"", "/centres/{centre}/change", &["GET", "POST"]),
    ("\"/centres/{id}/close\"", "/centres/{centre}/close", &["GET", "POST"]),
    ("\"/centres/{id}/reopen\"", "/centres/{centre}/reopen", &["POST"]),
    ("\"/customers\"", "/customers", &["GET"]),
    ("\"/customers/new\"", "/customers/new", &["GET", "POST"]),
    ("\"/customers/{id}\"", "/customers/{customer}", &["GET"]),
    ("\"/customers/{id}/change\"", "/customers/{customer}/change", &["GET", "POST"]),
    ("\"/customers/{id}/end\"", "/customers/{customer}/end", &["GET", "POST"]),
    ("\"/customers/{id}/back\"", "/customers/{customer}/back", &["POST"]),
    ("\"/sites\"", "/sites", &["GET"]),
    ("\"/sites/new\"", "/sites/new", &["GET", "POST"]),
    ("\"/sites/{id}\"", "/sites/{site}", &["GET"]),
    ("\"/sites/{id}/change\"", "/sites/{site}/change", &["GET", "POST"]),
    ("\"/sites/{id}/close\"", "/sites/{site}/close", &["GET", "POST"]),
    ("\"/sites/{id}/reopen\"", "/sites/{site}/reopen", &["POST"]),
    ("\"/sites/{id}/contacts/new\"", "/sites/{site}/contacts/new", &["GET", "POST"]),
    ("\"/sites/{id}/contacts/{contact}\"", "/sites/{site}/contacts/{contact}", &["GET", "POST"]),
    ("\"/sites/{id}/contacts/{contact}/remove\"", "/sites/{site}/contacts/{contact}/remove", &["POST"]),
    ("\"/contracts\"", "/contracts", &["GET"]),
    ("\"/contracts/new\"", "/contracts/new", &["GET", "POST"]),
    ("\"/contracts/{id}\"", "/contracts/{contract}", &["GET"]),
    ("\"/contracts/{id}/change\"", "/contracts/{contract}/change", &["GET", "POST"]),
    ("\"/contracts/{id}/end\"", "/contracts/{contract}/end", &["GET", "POST"]),
    ("\"/contracts/{id}/price\"", "/contracts/{contract}/price", &["GET", "POST"]),
    ("\"/equipment\"", "/equipment", &["GET"]),
    ("\"/equipment/new\"", "/equipment/new", &["GET", "POST"]),
    ("\"/equipment/{id}\"", "/equipment/{machine}", &["GET"]),
    ("\"/equipment/{id}/change\"", "/equipment/{machine}/change", &["GET", "POST"]),
    ("\"/equipment/{id}/retire\"", "/equipment/{machine}/retire", &["GET", "POST"]),
    ("\"/equipment/{id}/reinstate\"", "/equipment/{machine}/reinstate", &["POST"]),
    ("\"/equipment/{id}/bind\"", "/equipment/{machine}/bind", &["POST"]),
    ("\"/equipment/{id}/unbind\"", "/equipment/{machine}/unbind", &["POST"]),
    ("\"/import\"", "/import", &["GET", "POST"]),
    ("\"/import/template.xlsx\"", "/import/template.xlsx", &["GET"]),
    ("\"/import/export.xlsx\"", "/import/export.xlsx", &["GET"]),
    ("\"/import/{id}\"", "/import/{job}", &["GET"]),
    ("\"/import/{id}/problems.csv\"", "/import/{job}/problems.csv", &["GET"]),
    ("\"/import/{id}/start\"", "/import/{job}/start", &["POST"]),
    ("\"/import/{id}/drop\"", "/import/{job}/drop", &["POST"]),
    ("\"/import/{id}/rows\"", "/import/{job}/rows", &["GET", "POST"]),
    ("\"/import/{id}/headings\"", "/import/{job}/headings", &["POST"]),
    ("\"/import/forget\"", "/import/forget", &["POST"]),
    ("\"/import/{id}/undo\"", "/import/{job}/undo", &["POST"]),
    ("\"/import/{id}/undo/look\"", "/import/{job}/undo/look", &["POST"]),
    ("\"/company\"", "/company", &["GET"]),
    ("\"/company/change\"", "/company/change", &["GET", "POST"]),
    ("\"/checklists\"", "/checklists", &["GET"]),
    ("\"/checklists/new\"", "/checklists/new", &["GET"]),
    ("\"/checklists/import\"", "/checklists/import", &["POST"]),
    ("\"/checklists/publish\"", "/checklists/publish", &["POST"]),
    ("\"/checklists/{code}\"", "/checklists/cctv", &["GET"]),
    ("\"/checklists/{code}/new\"", "/checklists/cctv/new", &["GET"]),
    ("\"/checklists/{code}/csv\"", "/checklists/cctv/csv", &["GET"]),
    ("\"/checklists/{code}/xlsx\"", "/checklists/cctv/xlsx", &["GET"]),
    ("\"/calendars\"", "/calendars", &["GET"]),
    ("\"/calendars/import\"", "/calendars/import", &["GET", "POST"]),
    ("\"/calendars/{year}\"", "/calendars/2026", &["GET"]),
    ("\"/calendars/{year}/publish\"", "/calendars/2026/publish", &["POST"]),
    ("\"/calendars/{year}/days.csv\"", "/calendars/2026/days.csv", &["GET"]),
    ("\"/audit\"", "/audit", &["GET"]),
    ("\"/language\"", "/language", &["POST"]),
    ("\"/assets/{name}\"", "/assets/style.css", &["GET"]),
    ("\"/live\"", "/live?about=job/{job}@0", &["GET"]),
    ("\"/jobs\"", "/jobs", &["GET"]),
    ("\"/jobs/new\"", "/jobs/new?site={site}", &["GET", "POST"]),
    ("\"/jobs/bulk\"", "/jobs/bulk?act=assign&job={job}", &["GET", "POST"]),
    ("\"/jobs/bulk/look\"", "/jobs/bulk/look", &["POST"]),
    ("\"/jobs/bulk/{id}\"", "/jobs/bulk/{job}", &["GET"]),
    ("\"/jobs/bulk/{id}/{act}\"", "/jobs/bulk/{job}/back", &["POST"]),
    ("\"/jobs/{id}\"", "/jobs/{job}", &["GET"]),
    ("\"/jobs/{id}/report.pdf\"", "/jobs/{job}/report.pdf", &["GET"]),
    ("\"/jobs/{id}/{act}\"", "/jobs/{job}/cancel", &["POST"]),
    ("\"/takes/{id}/slip.pdf\"", "/takes/{take}/slip.pdf", &["GET"]),
    ("\"/takes/{id}/{act}\"", "/takes/{take}/approve", &["POST"]),
    ("\"/views/new\"", "/views/new?of=/jobs", &["GET", "POST"]),
    ("\"/views/{id}/remove\"", "/views/{job}/remove", &["POST"]),
    ("\"/palette\"", "/palette?q=CANARY", &["GET"]),
    ("\"/search\"", "/search?q=CAN", &["GET"]),
    ("\"/lookup\"", "/lookup?kind=site&q=CAN", &["GET"]),
    ("\"/worklist\"", "/worklist", &["GET", "POST"]),
    ("\"/stock\"", "/stock", &["GET"]),
    ("\"/stock/list\"", "/stock/list?place={place}", &["GET"]),
    ("\"/stock/receive\"", "/stock/receive", &["GET", "POST"]),
    ("\"/cards\"", "/cards", &["GET"]),
    ("\"/cards/new\"", "/cards/new", &["GET", "POST"]),
    ("\"/cards/{id}\"", "/cards/{card}", &["GET"]),
    ("\"/cards/{id}/change\"", "/cards/{card}/change", &["GET", "POST"]),
    ("\"/cards/{id}/end\"", "/cards/{card}/end", &["GET", "POST"]),
    ("\"/cards/{id}/back\"", "/cards/{card}/back", &["POST"]),
    ("\"/cards/{id}/bind\"", "/cards/{card}/bind", &["POST"]),
    ("\"/cards/{id}/unbind\"", "/cards/{card}/unbind", &["POST"]),
    ("\"/places\"", "/places", &["GET"]),
    ("\"/places/new\"", "/places/new", &["GET", "POST"]),
    ("\"/places/{id}\"", "/places/{place}", &["GET"]),
    ("\"/places/{id}/change\"", "/places/{place}/change", &["GET", "POST"]),
    ("\"/places/{id}/close\"", "/places/{place}/close", &["GET", "POST"]),
    ("\"/places/{id}/reopen\"", "/places/{place}/reopen", &["POST"]),
    ("\"/stock/{place}/{card}\"", "/stock/{job}/{job}", &["GET"]),
    ("\"/devices\"", "/devices", &["GET"]),
    ("\"/devices/enrol\"", "/devices/enrol", &["POST"]),
    ("\"/devices/{id}/revoke\"", "/devices/{device}/revoke", &["POST"]),
    ("\"/quarantine\"", "/quarantine", &["GET"]),
    ("\"/quarantine/{id}/release\"", "/quarantine/{job}/release", &["POST"]),
    ("\"/quarantine/device/{id}/release\"", "/quarantine/device/{device}/release", &["POST"]),
    ("\"/figures\"", "/figures", &["GET"]),
    ("\"/verify/{hash}\"", "/verify/{hash}", &["GET"]),
    ("paths::ENROL", "/sync/v1/enrol", &["POST"]),
    ("paths::HELLO", "/sync/v1/hello", &["POST"]),
    ("paths::PUSH", "/sync/v1/push", &["POST"]),
    ("paths::PULL", "/sync/v1/pull", &["POST"]),
    ("paths::FILED", "/sync/v1/filed", &["POST"]),
    ("paths::RETURN", "/sync/v1/return", &["POST"]),
    ("paths::LIVE", "/sync/v1/live", &["GET"]),
    ("paths::SUCCEED", "/sync/v1/succeed", &["POST"]),
    ("paths::RESCUE", "/sync/v1/rescue", &["POST"]),
    ("paths::UPLOADS", "/sync/v1/uploads", &["POST", "OPTIONS"]),
    ("&format!(\"{}/{{id}}\"", "/sync/v1/uploads/{job}", &["HEAD", "PATCH", "DELETE"]),
    ("&format!(\"{}/{{hash}}\"", "/sync/v1/blobs/{hash}", &["GET"]),
];

/// The first arguments of all `.route(` in the hub's sources.
fn routes_in_sources() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("sources").flatten() {
            let path = entry.path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "tests") {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source");
                for rest in text.split(".route(").skip(1) {
                    found.insert(rest.split(',').next().unwrap_or_default().trim().to_owned());
                }
            }
        }
    }
    found
}

#[test]
fn no_route_is_missing_from_the_table() {
    let table: BTreeSet<String> = ROUTES.iter().map(|(source, ..)| (*source).to_owned()).collect();
    assert_eq!(table, routes_in_sources());
}
