//! The pages do what they say: signing in, filters, the desk's actions, refusals in words.

use super::browser::Browser;
use crate::testing::{AN_HOUR_AGO, TestHub, parts};
use fettle_core::domain::jobs::{Job, Status};
use fettle_core::domain::parts::{CardDetails, MovementDetails, PlaceKind, Reason};
use fettle_core::domain::values::{Bilingual, Quantity};

#[tokio::test]
async fn signing_in_says_what_is_wrong_and_stops_guessing() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let mut browser = Browser::new(&hub);
    browser.get("/login").await;
    let wrong = [("login", "desk"), ("password", "wrong")];
    let answer = browser.post("/login", &wrong).await;
    assert_eq!(answer.status, 401);
    assert!(answer.body.contains("Wrong login name or password."));
    for _ in 0..4 {
        browser.post("/login", &wrong).await;
    }
    let answer = browser.post("/login", &wrong).await;
    assert_eq!(answer.status, 429);
    assert!(answer.body.contains("Too many tries."));
    // Elsewhere it goes on, and out again.
    let mut manager = Browser::of(&hub, "manager").await;
    assert_eq!(manager.get("/jobs").await.status, 200);
    assert_eq!(manager.post("/logout", &[]).await.location, "/login");
    assert_eq!(manager.get("/jobs").await.status, 303);
}

#[tokio::test]
async fn signing_in_leads_nowhere_else() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    for (next, leads) in [("/stock", "/stock"), ("https://elsewhere.example", "/"), ("//elsewhere.example", "/")] {
        let mut browser = Browser::new(&hub);
        browser.get("/login").await;
        let fields = [("login", "desk"), ("password", crate::testing::PASSWORD), ("next", next)];
        assert_eq!(browser.post("/login", &fields).await.location, leads);
    }
}

#[tokio::test]
async fn the_language_is_chosen_and_kept() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let mut browser = Browser::of(&hub, "desk").await;
    assert!(browser.get("/jobs").await.body.contains("<html lang=\"en\">"));
    let answer = browser.post("/language", &[("lang", "zh-CN"), ("back", "/stock")]).await;
    assert_eq!(answer.location, "/stock");
    let page = browser.get("/jobs").await.body;
    assert!(page.contains("<html lang=\"zh-CN\">") && page.contains("工单"));
}

#[tokio::test]
async fn a_call_becomes_a_job_and_goes_its_way() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut desk = Browser::of(&hub, "desk").await;
    let site = company.site.to_string();
    let form = desk.get(&format!("/jobs/new?site={site}")).await;
    assert!(form.body.contains("和平里派出所"));
    // Without a symptom it is refused, in words, and nothing typed is lost.
    let mut fields = vec![
        ("site", site.as_str()),
        ("kind", "repair"),
        ("channel", "phone"),
        ("caller", "刘所"),
        ("at", &AN_HOUR_AGO),
    ];
    let refused = desk.post("/jobs/new", &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Please fill in the symptom") && refused.body.contains("刘所"), "{}", refused.body);
    fields.push(("symptom", "<b>夜间</b>花屏"));
    let made = desk.post("/jobs/new", &fields).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let path = made.location.trim_end_matches("?done=1").to_owned();
    let page = desk.get(&path).await;
    assert!(page.body.contains("&#60;b&#62;夜间") && !page.body.contains("<b>夜间"), "what people type is text");
    assert!(page.body.contains(&AN_HOUR_AGO.replace('T', " ")), "in the site's zone");
    let job: uuid::Uuid = path.trim_start_matches("/jobs/").parse().expect("an id");
    let number = hub.hub.ledger.get::<Job>(job).await.expect("read").expect("there").state.number().to_owned();
    assert!(number.starts_with("H0-"), "{number}");

    let engineer = company.engineer.to_string();
    let nobody = desk.post(&format!("{path}/assign"), &[]).await;
    assert_eq!(nobody.status, 422);
    assert!(nobody.body.contains("Choose at least one person."));
    assert_eq!(desk.post(&format!("{path}/judge"), &[("class", "hardware"), ("level", "2")]).await.status, 303);
    assert_eq!(desk.post(&format!("{path}/assign"), &[("to", &engineer)]).await.status, 303);
    let backwards = [("from", "2026-01-06T10:00"), ("to", "2026-01-06T09:00"), ("with", "刘所")];
    let refused = desk.post(&format!("{path}/visit"), &backwards).await;
    assert!(refused.body.contains("The visit ends before it begins.") && refused.body.contains("2026-01-06T10:00"));
    let right = [("from", "2026-01-06T09:00"), ("to", "2026-01-06T10:00"), ("with", "刘所")];
    assert_eq!(desk.post(&format!("{path}/visit"), &right).await.status, 303);
    assert!(desk.post(&format!("{path}/close"), &[]).await.body.contains("is not signed yet"));
    let page = desk.get(&path).await.body;
    for shown in ["2026-01-06 09:00", "Assigned", "张工", "Triaged", "刘所"] {
        assert!(page.contains(shown), "{shown}");
    }
    // An engineer may read it, and is told that cancelling is not theirs.
    let mut engineer = Browser::of(&hub, "engineer").await;
    assert!(!engineer.get(&path).await.body.contains("/cancel\""), "no form for what is not allowed");
    let refused = engineer.post(&format!("{path}/cancel"), &[("reason", "tired")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Your role does not allow this."));
    assert_eq!(desk.post(&format!("{path}/cancel"), &[("reason", "")]).await.status, 422);
    assert_eq!(desk.post(&format!("{path}/cancel"), &[("reason", "found the plug")]).await.status, 303);
    let state = hub.hub.ledger.get::<Job>(job).await.expect("read").expect("there").state;
    assert_eq!(state.status(), Status::Cancelled);
}

#[tokio::test]
async fn the_list_is_filtered_sorted_and_paged() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut jobs = Vec::new();
    for i in 0..27 {
        let to = if i % 2 == 0 { company.engineer } else { company.colleague };
        jobs.push(hub.job(&company, vec![to]).await.to_string());
        hub.advance(60_000);
    }
    let mut desk = Browser::of(&hub, "desk").await;
    let shown = |body: &str| jobs.iter().filter(|job| body.contains(&format!("/jobs/{job}\""))).count();
    let count = |body: &str| body.split("class=\"count\">").nth(1).and_then(|r| r.split('<').next().map(str::to_owned));
    let first = desk.get("/jobs").await.body;
    assert_eq!((shown(&first), count(&first).as_deref()), (25, Some("27")));
    assert!(first.contains(&jobs[0]) && !first.contains(&jobs[26]), "what is due first");
    let next = |body: &str| {
        let link = body.split("rel=\"next\" href=\"").nth(1)?;
        link.split('"').next().map(|link| link.replace("&#38;", "&").replace("&amp;", "&"))
    };
    for sort in ["", "oldest", "level", "status", "site"] {
        let first = desk.get(&format!("/jobs?sort={sort}")).await.body;
        let second = desk.get(&next(&first).expect("a next page")).await.body;
        assert_eq!((shown(&first), shown(&second), next(&second)), (25, 2, None), "{sort}");
        let both = jobs.iter().filter(|job| first.contains(*job) && second.contains(*job)).count();
        assert_eq!(both, 0, "{sort}");
        assert!(second.contains("rel=\"first\""), "{sort}");
    }
    // A place that is none is the beginning.
    assert_eq!(shown(&desk.get("/jobs?sort=level&after=job%2F1~x").await.body), 25);
    assert!(desk.get("/jobs?sort=oldest").await.body.contains(&jobs[0]));
    for (query, found) in [
        (format!("engineer={}", company.engineer), "14"),
        ("status=closed".to_owned(), "0"),
        ("status=assigned".to_owned(), "27"),
        ("status=open".to_owned(), "27"),
        ("level=1".to_owned(), "0"),
        ("q=%E5%92%8C%E5%B9%B3%E9%87%8C+%E9%99%88%E5%B7%A5".to_owned(), "13"),
        ("q=nothing+like+it".to_owned(), "0"),
        ("from=2020-01-01&to=2020-12-31".to_owned(), "0"),
        ("from=2020-01-01&level=&cause=".to_owned(), "27"),
        (format!("centre={}", company.other_centre), "0"),
    ] {
        let body = desk.get(&format!("/jobs?{query}")).await.body;
        assert_eq!(count(&body).as_deref(), Some(found), "{query}");
        let file = desk.get(&format!("/jobs?{query}&as=csv")).await;
        let mut lines = csv::Reader::from_reader(file.body.trim_start_matches('\u{feff}').as_bytes());
        assert_eq!(lines.records().count().to_string(), found, "{query}: exactly what is listed");
    }
    assert!(first.contains("/jobs?as=csv"), "the page leads there");
    let file = desk.get("/jobs?sort=oldest&as=csv").await.body;
    let mut lines = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
    let numbers: Vec<String> = lines.records().map(|line| line.expect("a line")[0].to_owned()).collect();
    let mut sorted = numbers.clone();
    sorted.sort_by_key(|number| number.rsplit('-').next().and_then(|count| count.parse::<u32>().ok()));
    assert_eq!(numbers, sorted, "in the order of the list");
    let (kind, _) = desk.file("/jobs?as=xlsx").await;
    assert!(kind.contains("spreadsheetml"), "{kind}");
    assert_eq!(desk.get("/jobs?as=pdf").await.status, 400);
    let mut stranger = Browser::of(&hub, "stranger").await;
    assert_eq!(stranger.get("/jobs?as=csv").await.body.lines().count(), 1, "another centre's are in no file");
}

#[tokio::test]
async fn stock_shows_what_is_short_and_what_is_below_zero() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let (store, elsewhere, card) = (hub.fresh(), hub.fresh(), hub.fresh());
    let name = Bilingual::new("电源", "Power supply");
    let levels = CardDetails { minimum: 5_000, reorder: 6_000, maximum: 9_000, name, ..parts::card("PS-12V", false) };
    let moved = |count, from: Option<uuid::Uuid>, to: Option<uuid::Uuid>, reason| {
        let (from, to, remark) = (from.map(Into::into), to.map(Into::into), "counted".to_owned());
        let opening = MovementDetails::opening(card.into(), Quantity::pieces(count), store.into());
        let since = "2025-10-01".parse().ok().filter(|_| reason == Reason::Opening);
        parts::moved(hub.fresh().into(), MovementDetails { from, to, reason, remark, since, ..opening })
    };
    let place = |id: uuid::Uuid, name, centre| parts::named(id.into(), PlaceKind::BranchStore, name, centre, None);
    let drafts = vec![
        place(store, "Peking store", company.centre),
        place(elsewhere, "Shanghai store", company.other_centre),
        parts::registered(card.into(), levels),
        moved(3, None, Some(store), Reason::Opening),
        moved(2, Some(elsewhere), None, Reason::Scrap),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    let mut keeper = Browser::of(&hub, "keeper").await;
    let page = keeper.get("/stock").await.body;
    assert!(page.contains("Peking store") && page.contains("Power supply") && page.contains("3 pcs"), "{page}");
    assert!(page.contains("below the minimum of 5"));
    assert!(!page.contains("Shanghai store"), "another centre's store");
    let moves = keeper.get(&format!("/stock/{store}/{card}")).await;
    assert!(moves.status == 200 && moves.body.contains("+3 pcs"));
    assert!(moves.body.contains("counted · in store since 2025-10-01"), "{}", moves.body);
    assert_eq!(keeper.get(&format!("/stock/{elsewhere}/{card}")).await.status, 404);
    let mut admin = Browser::of(&hub, "admin").await;
    let page = admin.get("/stock").await.body;
    assert!(page.contains("Shanghai store") && page.contains("below zero"), "head office sees all: {page}");
    let page = admin.get(&format!("/places/{elsewhere}")).await.body;
    assert!(page.contains("-2 pcs") && page.contains("below zero"), "{page}");
}

#[tokio::test]
async fn pages_carry_safety_headers_and_no_inline_script() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut admin = Browser::of(&hub, "admin").await;
    for path in ["/jobs", &format!("/jobs/{job}"), "/stock", "/figures", "/devices", "/quarantine"] {
        let answer = admin.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert!(answer.kind.starts_with("text/html"), "{path}");
        assert!(!answer.body.contains("style=\"") && !answer.body.contains("onclick"), "{path}");
        let (scripts, files) =
            (answer.body.matches("<script").count(), answer.body.matches("<script src=\"/assets/").count());
        assert!(scripts == files && files > 0, "{path}: files of ours and no other");
    }
    let answer = reqwest::get(hub.url("/login")).await.expect("an answer");
    let policy = answer.headers().get("content-security-policy").and_then(|v| v.to_str().ok()).unwrap_or_default();
    assert!(policy.starts_with("default-src 'none'; script-src 'nonce-") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(answer.headers().get("cache-control").and_then(|v| v.to_str().ok()), Some("no-store"));
}

#[tokio::test]
async fn the_public_page_of_an_unknown_sheet_says_so() {
    let hub = TestHub::start().await;
    let mut anyone = Browser::new(&hub);
    let answer = anyone.get(&format!("/verify/{}", "ab".repeat(32))).await;
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("is not on record here"));
    assert_eq!(anyone.get("/verify/nonsense").await.status, 404);
}

/// A browser without a calendar sends what was typed: it is told, and never read as no choice.
#[tokio::test]
async fn a_day_of_the_filter_that_is_none_is_told() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    hub.job(&company, vec![company.engineer]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    for address in ["/jobs?from=1.+March", "/jobs?to=2026-13-01"] {
        let page = desk.get(address).await;
        assert!(page.status == 200 && page.body.contains("This is not a day."), "{address}: {}", page.body);
    }
    for address in ["/jobs?from=2026-03-01&to=", "/jobs"] {
        assert!(!desk.get(address).await.body.contains("This is not a day."), "{address}");
    }
}

/// What a filter says and nobody reads asks for nothing. The page says so; a file would look whole, and an act on all of it would be done to others.
#[tokio::test]
async fn a_filter_of_jobs_that_does_not_read_makes_no_file_and_no_act_on_all_of_it() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    hub.job(&company, vec![company.engineer]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    for filter in [
        "engineer=nobody",
        "from=1.+March",
        "to=2026-13-01",
        "site=1",
        "centre=1",
        "status=lost",
        "cause=1",
        "kind=lost",
        "level=high",
    ] {
        for form in ["csv", "xlsx"] {
            assert_eq!(desk.get(&format!("/jobs?{filter}&as={form}")).await.status, 400, "{filter} {form}");
        }
        let all = desk.get(&format!("/jobs/bulk?act=hold&all=yes&{filter}")).await;
        assert_eq!(all.status, 400, "{filter}: {}", all.body);
        assert_eq!(desk.get(&format!("/jobs?{filter}")).await.status, 200, "{filter}: its page goes on");
    }
    let engineer = company.engineer;
    for filter in [format!("engineer={engineer}"), "status=open&level=&from=2020-01-01".to_owned(), String::new()] {
        assert_eq!(desk.get(&format!("/jobs?{filter}&as=csv")).await.status, 200, "{filter}");
        assert_eq!(desk.get(&format!("/jobs/bulk?act=hold&all=yes&{filter}")).await.status, 200, "{filter}");
    }
}
