//! Every form of the console: by whose hands it does what, and that it does it once however often it is sent.

use super::compare;
use super::planted::{Caller, both, plant, take};
use super::routes::ROUTES;
use crate::access::person_subject;
use fettle_core::domain::people::{PersonEvent, Role, Roles};
use fettle_core::kernel::{Draft, PersonId};
use fettle_core::text::Lang;
use reqwest::Client;
use std::fmt::Write;
use uuid::Uuid;

/// Forms of the own session: nobody else's records change by them. They have tests of their own.
const OWN: &[&str] = &[
    "/login",
    "/logout",
    "/language",
    "/account/password",
    "/account/sign-out",
    "/account/session",
    "/account/known",
    "/account/phone",
    "/password/{hash}",
];

/// Forms that change records, sent as their pages send them.
pub(super) const FORMS: &[&str] = &[
    "/jobs/new",
    "/jobs/first",
    "/jobs/bulk/look",
    "/jobs/bulk",
    "/jobs/bulk/{job}/back",
    "/jobs/{job}/change",
    "/jobs/{job}/judge",
    "/jobs/{job}/assign",
    "/jobs/{job}/visit",
    "/jobs/{job}/amend",
    "/jobs/{job}/call",
    "/jobs/{job}/close",
    "/jobs/{job}/cancel",
    "/jobs/{job}/help",
    "/jobs/{job}/flag",
    "/jobs/{job}/conflict",
    "/jobs/{job}/remote",
    "/jobs/{job}/repeat",
    "/jobs/{job}/countersign",
    "/jobs/{job}/unheard-of",
    "/worklist",
    "/takes/{take}/approve",
    "/takes/{take}/reject",
    "/takes/{take}/issue",
    "/takes/{take}/receive",
    "/devices/enrol",
    "/devices/{device}/revoke",
    "/quarantine/{job}/release",
    "/quarantine/device/{device}/release",
    "/centres/new",
    "/centres/{centre}/change",
    "/centres/{centre}/close",
    "/centres/{centre}/reopen",
    "/customers/new",
    "/customers/{customer}/change",
    "/customers/{customer}/end",
    "/customers/{customer}/back",
    "/sites/new",
    "/sites/{site}/change",
    "/sites/{site}/close",
    "/sites/{site}/reopen",
    "/sites/{site}/contacts/new",
    "/sites/{site}/contacts/{contact}",
    "/sites/{site}/contacts/{contact}/remove",
    "/contracts/new",
    "/contracts/{contract}/change",
    "/contracts/{contract}/end",
    "/contracts/{contract}/price",
    "/equipment/new",
    "/equipment/{machine}/change",
    "/equipment/{machine}/retire",
    "/equipment/{machine}/reinstate",
    "/equipment/{machine}/bind",
    "/equipment/{machine}/unbind",
    "/stock/receive",
    "/stock/{place}/{card}/{job}/back",
    "/cards/new",
    "/cards/{card}/price",
    "/cards/{card}/change",
    "/cards/{card}/end",
    "/cards/{card}/back",
    "/cards/{card}/bind",
    "/cards/{card}/unbind",
    "/places/new",
    "/places/{place}/change",
    "/places/{place}/close",
    "/places/{place}/reopen",
    "/views/new",
    "/views/{job}/remove",
    "/company/change",
    "/company/logo",
    "/checklists/import",
    "/checklists/publish",
    "/checklists/own/withdraw",
    "/checklists/own/reinstate",
    "/calendars/import",
    "/calendars/2026/publish",
    "/import",
    "/import/{job}/start",
    "/import/{job}/drop",
    "/import/{job}/rows",
    "/import/{job}/headings",
    "/import/forget",
    "/import/{job}/undo",
    "/import/{job}/undo/look",
    "/people/new",
    "/people/{person}/change",
    "/people/{person}/roles",
    "/people/{person}/login",
    "/people/{person}/phone",
    "/people/{person}/password",
    "/people/{person}/link",
    "/people/{person}/sessions",
    "/people/{person}/deactivate",
    "/people/{person}/reactivate",
    "/people/{person}/end-access",
    "/people/{person}/unheard-of",
    "/people/{person}/skills/new",
    "/people/{person}/skills/{skill}",
    "/people/{person}/skills/{skill}/remove",
    "/bulk/equipment/look",
    "/bulk/equipment",
    "/bulk/equipment/{job}/back",
];

#[tokio::test]
async fn every_form_does_what_the_role_may() {
    let planted = plant().await;
    let (hub, company) = (&planted.hub, &planted.company);
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let send = async |caller: &Caller, path: &str, person: PersonId| {
        planted.send(&client, caller, path, person, Uuid::now_v7()).await.0
    };
    let signed_in: Vec<&Caller> = planted.callers.iter().filter(|caller| !caller.cookie.is_empty()).collect();
    let names: Vec<&str> = signed_in.iter().map(|caller| caller.name).collect();
    let mut table = format!("# {}\n", names.join(" "));
    for form in FORMS {
        write!(table, "{form}").expect("written");
        for caller in &signed_in {
            // A take for each: what one has approved nobody else can.
            let take = take(hub, company, planted.job).await;
            let path = planted.path(&form.replace("{take}", &take));
            write!(table, " {}", send(caller, &path, company.engineer).await).expect("written");
        }
        table.push('\n');
    }
    compare("forms.txt", &table);

    // Nobody becomes an administrator by a code for one.
    let chief = PersonId::new(hub.fresh());
    let registered = PersonEvent::Registered {
        name: both(),
        roles: Roles::from([Role::Administrator]),
        centre: Some(company.centre),
        language: Lang::En,
    };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(person_subject(chief), &registered)]).await;
    for (name, status) in [("manager", 403), ("admin", 200)] {
        let caller = signed_in.iter().find(|caller| caller.name == name).expect("somebody");
        assert_eq!(send(caller, "/devices/enrol", chief).await, status, "{name}");
    }
}

/// The table of forms comes from the routes: a new form fails this test until it stands in the table, and so in the test below.
#[test]
fn no_form_is_missing_from_the_table() {
    for (source, pattern, methods) in ROUTES {
        if !source.starts_with("\"/") || !methods.contains(&"POST") {
            continue;
        }
        let path = pattern.split('?').next().unwrap_or_default();
        let known = FORMS.contains(&path) || OWN.contains(&path);
        assert!(known, "{path} is a form and stands in no table");
    }
}

/// Whatever it does in the state that it meets; what each does where it can is `effects`.
#[tokio::test]
async fn every_form_sent_twice_is_done_once_and_answered_alike() {
    let planted = plant().await;
    let (hub, company) = (&planted.hub, &planted.company);
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    for form in FORMS {
        for caller in planted.callers.iter().filter(|caller| !caller.cookie.is_empty()) {
            let take = take(hub, company, planted.job).await;
            let path = planted.path(&form.replace("{take}", &take));
            let before = hub.hub.ledger.newest();
            let command = Uuid::now_v7();
            // A double click: both are on their way at once.
            let (first, second) = tokio::join!(
                planted.send(&client, caller, &path, company.engineer, command),
                planted.send(&client, caller, &path, company.engineer, command)
            );
            assert_eq!((first.0, &first.1), (second.0, &second.1), "{form} as {}", caller.name);
            let once = hub.hub.ledger.newest();
            let third = planted.send(&client, caller, &path, company.engineer, command).await;
            assert_eq!((first.0, &first.1), (third.0, &third.1), "{form} as {}: later", caller.name);
            assert_eq!(hub.hub.ledger.newest(), once, "{form} as {}: something was recorded again", caller.name);
            let most = match *form {
                "/people/new" => 3,
                "/jobs/new" | "/people/{person}/change" => 2,
                "/jobs/first" => 4,
                _ => 1,
            };
            assert!(once - before <= most, "{form} as {}: {} events", caller.name, once - before);
            // What is shown in the place of a form is shown alike: the same code for a phone.
            if first.0 == 200 && !form.ends_with("/look") {
                let code = |body: &str| body.split("class=\"secret\"").nth(1).map(|rest| rest[..40].to_owned());
                assert!(code(&first.2).is_some() && code(&first.2) == code(&second.2), "{form}: {}", first.2);
            }
        }
    }
}
