//! What each form does, once: sent in a state in which it can do something, it changes rows, and the same form again changes none. What it changed
//! stands in `effects.txt`, read by a person whenever it changes.

use super::compare;
use super::forms::FORMS;
use super::planted::plant;
use super::story::{Story, id};
use crate::console::tests::signed::signed;
use crate::testing::{AN_HOUR_AGO, PASSWORD, parts};
use crate::tests::phone::Phone;
use fettle_core::domain::ids::{CardId, JobId, PlaceId};
use fettle_core::domain::jobs::{Departure, HelpCall, HelpCase, Job, JobEvent};
use fettle_core::domain::local_time;
use fettle_core::domain::parts::{MovementDetails, PartLabel, RequestedLine, Take, TakeEvent};
use fettle_core::domain::values::Quantity;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, Subject};
use std::fmt::Write;
use uuid::Uuid;

/// Forms that change nothing, whoever sends them, and why.
const WITHOUT: &[(&str, &str)] = &[
    ("/jobs/{job}/unheard-of", "no form: an act that a job's page does not have"),
    ("/people/{person}/unheard-of", "no form: an act that a person's page does not have"),
    ("/jobs/bulk/look", "shows what would be done; the page that it answers with does it"),
    ("/bulk/equipment/look", "shows what would be done; the page that it answers with does it"),
    ("/checklists/import", "shows what would be published; the page that it answers with publishes"),
    ("/calendars/import", "shows what would be published; the page that it answers with publishes"),
];

const OWN: (&str, &str) = ("own_password", PASSWORD);

async fn jobs(story: &mut Story<'_>) {
    let (hub, company) = (&story.planted.hub, &story.planted.company);
    let (engineer, colleague, site) =
        (company.engineer.to_string(), company.colleague.to_string(), company.site.to_string());
    let report = [
        ("site", site.as_str()),
        ("symptom", "no picture"),
        ("caller", "Liu"),
        ("phone", "010-12345678"),
        ("kind", "repair"),
        ("channel", "phone"),
        ("at", &AN_HOUR_AGO),
    ];
    story.act("/jobs/new", "desk", &[], &report).await;
    let first = [
        ("customer", "Harbour office"),
        ("zone", "Asia/Shanghai"),
        ("symptom", "no picture"),
        ("caller", "Liu"),
        ("kind", "repair"),
        ("channel", "phone"),
        ("at", &AN_HOUR_AGO),
    ];
    story.act("/jobs/first", "desk", &[], &first).await;
    let fresh = async || hub.job(company, vec![company.engineer]).await;
    let many = fresh().await.to_string();
    let assigned = [("act", "assign"), ("jobs", many.as_str()), ("to", &colleague)];
    let told = id(&story.act("/jobs/bulk", "desk", &[], &assigned).await);
    story.act("/jobs/bulk/{job}/back", "desk", &[("job", &told)], &[]).await;
    let machine = story.planted.path("{machine}");
    let retired = [("act", "machine_retire"), ("records", machine.as_str()), ("reason", "old")];
    let told = id(&story.act("/bulk/equipment", "desk", &[], &retired).await);
    story.act("/bulk/equipment/{job}/back", "desk", &[("job", &told)], &[]).await;
    let state = async |job: JobId| hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
    let job = fresh().await;
    let text = job.to_string();
    let at = [("job", text.as_str())];
    let corrected = [("kind", "repair"), ("at", &*AN_HOUR_AGO), ("caller", "Li"), ("symptom", "dark"), ("site", &site)];
    story.act("/jobs/{job}/change", "desk", &at, &corrected).await;
    // Of two who did not see each other's the values stand beside each other.
    let judged = |level| [("class", "hardware"), ("level", level), ("drawn", "0")];
    story.act("/jobs/{job}/judge", "desk", &at, &judged("1")).await;
    story.act("/jobs/{job}/judge", "manager", &at, &judged("3")).await;
    let chosen = state(job).await.judgement.writes().iter().map(|write| write.event.to_string()).next_back();
    let chosen = chosen.expect("a value");
    story.act("/jobs/{job}/conflict", "desk", &at, &[("field", "judgement"), ("chosen", &chosen)]).await;
    story.act("/jobs/{job}/assign", "desk", &at, &[("to", &engineer), ("to", &colleague)]).await;
    let zone = chrono_tz::Asia::Shanghai;
    let hours = |hours: u64| local_time::field(time(hub.hub.clock.now_ms() + hours * 3_600_000), zone);
    let (from, to) = (hours(24), hours(26));
    story.act("/jobs/{job}/visit", "desk", &at, &[("from", &from), ("to", &to), ("with", "Liu")]).await;
    let earlier = story.planted.job.to_string();
    let repeat = [("earlier", earlier.as_str()), ("reason", "misdiagnosis"), ("remark", "")];
    story.act("/jobs/{job}/repeat", "desk", &at, &repeat).await;
    // Left without having asked whether everything is with them: a person looks at it.
    let flag = async || {
        hub.record(company.engineer, vec![Draft::new(job.into(), &JobEvent::Left(Departure { check: None }))]).await;
        let flag = state(job).await.open_flags().next().cloned().expect("a flag");
        (flag.code.clone(), flag.event.to_string())
    };
    let (code, event) = flag().await;
    let settled = [("event", event.as_str()), ("code", &code), ("decision", "looked into")];
    story.act("/jobs/{job}/flag", "desk", &at, &settled).await;
    let (code, event) = flag().await;
    let (subject, point) = (format!("job/{job}"), format!("flag/{code}/{event}"));
    let settled = [("subject", subject.as_str()), ("point", &point), ("decision", "told him")];
    story.act("/worklist", "desk", &[], &settled).await;
    let called = HelpCall { case: HelpCase::Complaint, text: "wants it today".into() };
    hub.record(company.engineer, vec![Draft::new(job.into(), &JobEvent::HelpCalled(called))]).await;
    let call = state(job).await.help[0].moment.event.to_string();
    story.act("/jobs/{job}/help", "desk", &at, &[("call", &call), ("text", "I ring them")]).await;
    let job = fresh().await.to_string();
    story.act("/jobs/{job}/cancel", "desk", &[("job", &job)], &[("reason", "found the plug")]).await;

    let job = fresh().await.to_string();
    let solved = [
        ("channel", "phone"),
        ("done", "plugged in"),
        ("with", "Liu"),
        ("phone", "010-12345678"),
        ("cause", "connector_quality"),
        ("diagnosis", "loose"),
    ];
    story.act("/jobs/{job}/remote", "desk", &[("job", &job)], &solved).await;
    let job = signed(hub, company).await.to_string();
    story.act("/jobs/{job}/amend", "desk", &[("job", &job)], &[("reason", "another machine")]).await;
    let job = signed(hub, company).await;
    let text = job.to_string();
    let at = [("job", text.as_str())];
    let document = state(job).await.current_sheet().expect("signed").hash().to_string();
    let countersigned = [("document", document.as_str()), ("title", "manager")];
    story.act("/jobs/{job}/countersign", "manager", &at, &countersigned).await;
    let call = [("gone", "yes"), ("satisfaction", "5"), ("spoke_with", "Liu")];
    story.act("/jobs/{job}/call", "desk", &at, &call).await;
    let open: Vec<(String, String)> =
        state(job).await.open_flags().map(|flag| (flag.event.to_string(), flag.code.clone())).collect();
    for (event, code) in open {
        let settled = [("event", event.as_str()), ("code", &code), ("decision", "looked into")];
        story.act("/jobs/{job}/flag", "desk", &at, &settled).await;
    }
    story.act("/jobs/{job}/close", "desk", &at, &[]).await;
}

async fn slips(story: &mut Story<'_>) {
    let (hub, company) = (&story.planted.hub, &story.planted.company);
    let store = parts::store(hub, company).await;
    let opening = MovementDetails::opening(store.plug, Quantity::pieces(5), store.store);
    hub.record(hub.hub.ledger.system(), vec![parts::moved(hub.fresh().into(), opening)]).await;
    let slip = async || {
        let subject = Subject::new("take", hub.fresh());
        let (card, quantity) = (store.plug, Quantity::pieces(2));
        let requested = TakeEvent::Requested {
            number: format!("A1-{}", subject.id().simple()),
            taker: company.engineer,
            bag: store.bag,
            from: store.store,
            centre: Some(company.centre),
            job: Some(story.planted.job),
            lines: vec![RequestedLine { line: 1, card, quantity, old_for_new: false }],
        };
        hub.record(hub.hub.ledger.system(), vec![Draft::new(subject.clone(), &requested)]).await;
        subject.id().to_string()
    };
    let (one, other) = (slip().await, slip().await);
    story.act("/takes/{take}/approve", "manager", &[("take", &one)], &[]).await;
    story.act("/takes/{take}/issue", "keeper", &[("take", &one)], &[]).await;
    story.act("/takes/{take}/reject", "manager", &[("take", &other)], &[("reason", "not needed")]).await;
    // One of the two comes back unused: sent by its taker, received by the keeper.
    let subject = Subject::new("take", one.parse::<fettle_core::domain::ids::TakeId>().expect("an id").uuid());
    let sent = TakeEvent::SentBack {
        line: 1,
        person: company.engineer,
        centre: Some(company.centre),
        card: store.plug,
        quantity: Quantity::pieces(1),
        serial: None,
        label: PartLabel::Good,
        from: Some(store.bag),
        to: store.quarantine,
    };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(subject.clone(), &sent)]).await;
    let take = hub.hub.ledger.get::<Take>(subject.id()).await.expect("read").expect("there").state;
    let sent = take.on_its_way.first().expect("on its way").event.to_string();
    story.act("/takes/{take}/receive", "keeper", &[("take", &one)], &[("sent", &sent)]).await;
}

async fn phones(story: &mut Story<'_>) {
    let (hub, company) = (&story.planted.hub, &story.planted.company);
    let engineer = company.engineer.to_string();
    story.act("/devices/enrol", "admin", &[], &[("person", &engineer), OWN]).await;
    let mut phone = Phone::enrolled(hub, company.engineer).await;
    let job = story.planted.job;
    let assigned = JobEvent::Assigned(fettle_core::domain::jobs::Assignment { to: vec![] });
    let refused = phone.write(hub, &Draft::new(job.into(), &assigned));
    let receipts = phone.push(std::slice::from_ref(&refused)).await;
    assert_eq!(receipts[0].quarantined.as_deref(), Some("not_allowed"));
    let event = refused.header().id.to_string();
    story.act("/quarantine/{job}/release", "admin", &[("job", &event)], &[]).await;
    let device = phone.recorder.device.to_string();
    let at = [("device", device.as_str())];
    story.act("/devices/{device}/revoke", "admin", &at, &[("reason", "lost"), OWN]).await;
    let late = phone.write(hub, &Draft::new(job.into(), &JobEvent::Noted { text: "late".into() }));
    let receipts = phone.push(&[late]).await;
    assert_eq!(receipts[0].quarantined.as_deref(), Some("device_revoked"));
    story.act("/quarantine/device/{device}/release", "admin", &at, &[]).await;
}

async fn house(story: &mut Story<'_>) {
    let centre = [("name_zh", "天津"), ("name_en", "Tianjin"), ("region", "North"), ("zone", "Asia/Shanghai")];
    let made = id(&story.act("/centres/new", "admin", &[], &centre).await);
    let at = [("centre", made.as_str())];
    let other = [("name_zh", "天津"), ("name_en", "Tianjin"), ("region", "East"), ("zone", "Asia/Shanghai")];
    story.act("/centres/{centre}/change", "admin", &at, &other).await;
    story.act("/centres/{centre}/close", "admin", &at, &[("reason", "moved")]).await;
    story.act("/centres/{centre}/reopen", "admin", &at, &[]).await;
    let letter = [("name_zh", "安信智能"), ("name_en", "Anxin"), ("address_zh", "一号"), ("phone", "010-60000000")];
    story.act("/company/change", "admin", &[], &letter).await;
    let logo = r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>"#;
    story.acted("/company/logo", "admin", &[], &[], Some(("logo.svg", logo))).await;
    let list = [
        ("code", "own"),
        ("version", "1"),
        ("title_zh", "自定"),
        ("title_en", "Own"),
        ("items", "id,label_zh,label_en,kind\na,甲,A,text\n"),
    ];
    story.act("/checklists/publish", "manager", &[], &list).await;
    let own = ("version", "1");
    story.act("/checklists/own/withdraw", "desk", &[], &[own, ("reason", "nobody asks any more")]).await;
    story.act("/checklists/own/reinstate", "manager", &[], &[own]).await;
    let days = [("days", "2026-10-01,off,National day\n"), ("source", "")];
    story.act("/calendars/2026/publish", "admin", &[], &days).await;
    let view = [("of", "/jobs?status=open"), ("name", "Open"), ("shared", "yes")];
    story.act("/views/new", "desk", &[], &view).await;
    let kept = story.db.query_row("SELECT id FROM saved_view", [], |row| row.get::<_, String>(0)).unwrap_or_default();
    story.act("/views/{job}/remove", "desk", &[("job", &kept)], &[("list", "/jobs")]).await;
}

async fn customers(story: &mut Story<'_>) {
    let made = id(&story.act("/customers/new", "desk", &[], &[("name_zh", "西城分局"), ("name_en", "West")]).await);
    let at = [("customer", made.as_str())];
    let named = [("name_zh", "西城分局"), ("name_en", "West"), ("notes", "asks for Chen")];
    story.act("/customers/{customer}/change", "desk", &at, &named).await;
    let new =
        [("customer", made.as_str()), ("name_zh", "东直门"), ("name_en", "Dongzhimen"), ("zone", "Asia/Shanghai")];
    let site = id(&story.act("/sites/new", "desk", &[], &new).await);
    let there = [("site", site.as_str())];
    let named = [("name_zh", "东直门"), ("name_en", "Dongzhimen"), ("zone", "Asia/Shanghai"), ("keys", "guard")];
    story.act("/sites/{site}/change", "desk", &there, &named).await;
    let contact = [("name", "Liu"), ("title", "chief"), ("phone", "010-64001234"), ("may_sign", "yes")];
    story.act("/sites/{site}/contacts/new", "desk", &there, &contact).await;
    let state = story
        .planted
        .hub
        .hub
        .ledger
        .get::<fettle_core::domain::sites::Site>(site.parse::<Uuid>().expect("an id"))
        .await;
    let known = state.expect("read").and_then(|site| site.state.contacts.keys().next().map(ToString::to_string));
    let known = known.unwrap_or_else(|| Uuid::max().to_string());
    let who = [("site", site.as_str()), ("contact", known.as_str())];
    let contact = [("name", "Liu"), ("title", "chief"), ("phone", "010-64009999"), ("may_sign", "yes")];
    story.act("/sites/{site}/contacts/{contact}", "desk", &who, &contact).await;
    story.act("/sites/{site}/contacts/{contact}/remove", "desk", &who, &[]).await;

    let terms = |ends| {
        [
            ("customer", made.as_str()),
            ("site", site.as_str()),
            ("number", "HT-77"),
            ("starts", "2026-01-01"),
            ("ends", ends),
            ("service", "repair"),
            ("promise_1", "30 / 240 / 480"),
            ("language", "both"),
        ]
    };
    let contract = id(&story.act("/contracts/new", "manager", &[], &terms("2027-12-31")).await);
    let of = [("contract", contract.as_str())];
    story.act("/contracts/{contract}/change", "manager", &of, &terms("2028-12-31")[1..]).await;
    let price = [("amount", "98765.43"), ("currency", "CNY"), ("payment", "yearly")];
    story.act("/contracts/{contract}/price", "admin", &of, &price).await;
    story.act("/contracts/{contract}/end", "manager", &of, &[("on", "2026-08-31"), ("reason", "sold")]).await;

    let machine = [("site", site.as_str()), ("name_zh", "rack"), ("pn", "PN-1"), ("sn", "R-77")];
    let machine = id(&story.act("/equipment/new", "desk", &[], &machine).await);
    let of = [("machine", machine.as_str())];
    let moved = [
        ("site", site.as_str()),
        ("name_zh", "rack"),
        ("name_en", "rack"),
        ("pn", "PN-1"),
        ("sn", "R-77"),
        ("place", "hall"),
    ];
    story.act("/equipment/{machine}/change", "desk", &of, &moved).await;
    story.act("/equipment/{machine}/bind", "desk", &of, &[("code", "FJ-77")]).await;
    story.act("/equipment/{machine}/unbind", "desk", &of, &[("code", "FJ-77")]).await;
    story.act("/equipment/{machine}/retire", "desk", &of, &[("reason", "old")]).await;
    story.act("/equipment/{machine}/reinstate", "desk", &of, &[]).await;

    story.act("/sites/{site}/close", "desk", &there, &[("reason", "sold")]).await;
    story.act("/sites/{site}/reopen", "desk", &there, &[]).await;
    story.act("/sites/{site}/close", "desk", &there, &[("reason", "sold")]).await;
    story.act("/customers/{customer}/end", "desk", &at, &[("reason", "moved")]).await;
    story.act("/customers/{customer}/back", "desk", &at, &[]).await;
}

async fn stock(story: &mut Story<'_>) {
    let card = |model| {
        [
            ("number", "PS-77"),
            ("name_zh", "电源"),
            ("name_en", "Power supply"),
            ("model", model),
            ("class", "wear"),
            ("unit", "pcs"),
            ("minimum", "2"),
            ("reorder", "4"),
            ("maximum", "9"),
        ]
    };
    let made = id(&story.act("/cards/new", "other", &[], &card("M-1")).await);
    let at = [("card", made.as_str())];
    story.act("/cards/{card}/change", "other", &at, &card("M-2")).await;
    story.act("/cards/{card}/price", "admin", &at, &[("price", "380"), ("currency", "CNY")]).await;
    story.act("/cards/{card}/bind", "engineer", &at, &[("code", "C-77")]).await;
    story.act("/cards/{card}/unbind", "other", &at, &[("code", "C-77")]).await;
    let place =
        [("kind", "branch_store"), ("name_zh", "一号库"), ("name_en", "One"), ("bin", "1-2-3-4"), ("person", "")];
    let store = id(&story.act("/places/new", "keeper", &[], &place).await);
    let there = [("place", store.as_str())];
    let changed = [("name_zh", "一号库"), ("name_en", "One"), ("bin", "1-2-3-5")];
    story.act("/places/{place}/change", "keeper", &there, &changed).await;
    story.act("/places/{place}/close", "keeper", &there, &[("reason", "moved")]).await;
    story.act("/places/{place}/reopen", "keeper", &there, &[]).await;
    let delivered = [("place", store.as_str()), ("card", &made), ("quantity", "3"), ("condition", "new")];
    story.act("/stock/receive", "keeper", &[], &delivered).await;
    let (left, place): (CardId, PlaceId) = (made.parse().expect("an id"), store.parse().expect("an id"));
    let opening = MovementDetails::opening(left, Quantity::pieces(3), place);
    let out = MovementDetails { from: Some(place), to: None, ..opening };
    let wrong = story.planted.hub.fresh();
    let record = async |story: &Story<'_>, id: uuid::Uuid| {
        let hub = &story.planted.hub;
        hub.record(hub.hub.ledger.system(), vec![parts::moved(id.into(), out.clone())]).await;
    };
    record(story, wrong).await;
    let wrong = wrong.to_string();
    let line = [("place", store.as_str()), ("card", made.as_str()), ("job", wrong.as_str())];
    story.act("/stock/{place}/{card}/{job}/back", "keeper", &line, &[("reason", "not ours")]).await;
    record(story, story.planted.hub.fresh()).await;
    story.act("/cards/{card}/end", "other", &at, &[("reason", "replaced")]).await;
    story.act("/cards/{card}/back", "other", &at, &[]).await;
}

async fn imports(story: &mut Story<'_>) {
    let list = ("customers.csv", "客户号,中文名称,行业\nA,小学,教育\nB,中学,教育\n");
    let staged = id(&story.acted("/import", "admin", &[], &[], Some(list)).await.1);
    let at = [("job", staged.as_str())];
    let said = [("kind", "customers"), ("heading", "客户号"), ("column", "code")];
    story.act("/import/{job}/headings", "admin", &at, &said).await;
    let ticked = [("from", "0"), ("row", "customers.csv:2"), ("row", "customers.csv:3"), ("take", "customers.csv:3")];
    story.act("/import/{job}/rows", "admin", &at, &ticked).await;
    story.act("/import/{job}/start", "admin", &at, &[]).await;
    story.act("/import/{job}/undo/look", "admin", &at, &[]).await;
    story.act("/import/{job}/undo", "admin", &at, &[]).await;
    story.act("/import/forget", "admin", &[], &said[..2]).await;
    let again = ("customers.csv", "编号,中文名称,行业\nC,大学,教育\n");
    let staged = id(&story.acted("/import", "admin", &[], &[], Some(again)).await.1);
    story.act("/import/{job}/drop", "admin", &[("job", &staged)], &[]).await;
}

async fn people(story: &mut Story<'_>) {
    let (hub, company) = (&story.planted.hub, &story.planted.company);
    let centre = company.centre.to_string();
    let new =
        [("name_zh", "周明远"), ("name_en", "Zhou"), ("role", "engineer"), ("centre", &centre), ("login", "zhou"), OWN];
    let made = id(&story.act("/people/new", "admin", &[], &new).await);
    let person = made.parse().expect("an id");
    let at = [("person", made.as_str())];
    let other = company.other_centre.to_string();
    let change = [
        ("name_zh", "周明"),
        ("name_en", "Zhou Ming"),
        ("centre", &other),
        ("language", "en"),
        ("phone", "13800000003"),
    ];
    story.act("/people/{person}/change", "admin", &at, &change).await;
    story.act("/people/{person}/roles", "admin", &at, &[("role", "engineer"), ("role", "desk"), OWN]).await;
    story.act("/people/{person}/login", "admin", &at, &[("login", "zhouming"), OWN]).await;
    let words = "four words in a row";
    story.act("/people/{person}/password", "admin", &at, &[("new", words), ("again", words), OWN]).await;
    story.act("/people/{person}/link", "admin", &at, &[OWN]).await;
    if let Err(fault) = hub.hub.accounts.sign_in("zhouming", words, "10.0.0.1").await {
        story.faults.push(format!("the new password signs nobody in: {}", fault.code));
    }
    story.act("/people/{person}/sessions", "admin", &at, &[OWN]).await;
    let device = Phone::enrolled(hub, person).await.recorder.device.to_string();
    story.act("/people/{person}/phone", "admin", &at, &[("device", &device), ("reason", "lost"), OWN]).await;
    story.act("/people/{person}/end-access", "admin", &at, &[("reason", "left on the spot"), OWN]).await;
    let licence = [("name", "高压电工证"), ("level", "高级"), ("number", "T-1"), ("until", "2027-06-30")];
    story.act("/people/{person}/skills/new", "admin", &at, &licence).await;
    let skills = hub.hub.ledger.get::<fettle_core::domain::people::Skills>(person.uuid()).await.expect("read");
    let skill = skills.and_then(|skills| skills.state.all.keys().next().map(ToString::to_string));
    let skill = skill.unwrap_or_else(|| Uuid::max().to_string());
    let one = [("person", made.as_str()), ("skill", skill.as_str())];
    let renewed = [("name", "高压电工证"), ("level", "高级"), ("number", "T-2"), ("until", "2028-06-30")];
    story.act("/people/{person}/skills/{skill}", "admin", &one, &renewed).await;
    story.act("/people/{person}/skills/{skill}/remove", "admin", &one, &[]).await;
    story.act("/people/{person}/deactivate", "admin", &at, &[("reason", "left"), OWN]).await;
    story.act("/people/{person}/reactivate", "admin", &at, &[OWN]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_does_something_once_or_stands_on_the_list_of_those_that_do_nothing() {
    let planted = plant().await;
    let mut story = Story::new(&planted);
    jobs(&mut story).await;
    slips(&mut story).await;
    phones(&mut story).await;
    house(&mut story).await;
    customers(&mut story).await;
    stock(&mut story).await;
    imports(&mut story).await;
    people(&mut story).await;
    assert!(story.faults.is_empty(), "{:#?}", story.faults);
    // Those of the list are sent as their pages send them, by somebody who may, and change nothing.
    let job = planted.job.to_string();
    let looked = [("act", "resume"), ("jobs", job.as_str())];
    let machine = planted.path("{machine}");
    let looked_at = [("act", "machine_retire"), ("records", machine.as_str()), ("reason", "old")];
    for (form, why) in WITHOUT {
        let path = planted.path(form);
        let by = if form.ends_with("/look") { "desk" } else { "admin" };
        let (fields, file): (&[(&str, &str)], _) = match *form {
            "/checklists/import" => (
                &[("code", "own2"), ("title_zh", "自定"), ("title_en", "Own")],
                Some(("own2.csv", "id,label_zh,label_en,kind\na,甲,A,text\n")),
            ),
            "/jobs/bulk/look" => (&looked, None),
            "/bulk/equipment/look" => (&looked_at, None),
            "/calendars/import" => (&[("year", "2027")], Some(("notice.csv", "日期,类型,名称\n2027-01-31,班,春节\n"))),
            _ => (&[OWN], None),
        };
        let (status, ..) = story.send(form, by, &path, fields, file).await;
        assert_eq!(status, if file.is_some() || by == "desk" { 200 } else { 404 }, "{form}");
        assert!(!story.done.contains_key(form), "{form} does something ({}): not “{why}”", story.done[form]);
    }
    let mut table = String::new();
    for form in FORMS {
        let does = story.done.remove(form);
        let listed = WITHOUT.iter().any(|(without, _)| without == form);
        assert!(does.is_some() != listed, "{form}: either it does something or it stands on the list");
        writeln!(table, "{form} {}", does.as_deref().unwrap_or("nothing")).expect("written");
    }
    assert!(WITHOUT.iter().all(|(form, _)| FORMS.contains(form)), "the list names forms");
    assert!(story.done.is_empty() && story.faults.is_empty(), "{:?} {:#?}", story.done, story.faults);
    compare("effects.txt", &table);
}
