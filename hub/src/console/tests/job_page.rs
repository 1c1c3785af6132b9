//! The page of a job on the kit: what a form refuses stands beside its field, of several forms in the right one, and people are found by name.

use super::browser::{Answer, Browser};
use crate::testing::{Company, TestHub};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Arrival, Completion, Departure, Job, JobEvent};
use fettle_core::domain::people::{PersonEvent, Role, Roles};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, PersonId, Subject};
use fettle_core::text::Lang;

async fn hub() -> (TestHub, Company, Browser) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let desk = Browser::of(&hub, "desk").await;
    (hub, company, desk)
}

async fn state(hub: &TestHub, job: JobId) -> Job {
    hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state
}

/// Somebody who works in the field at the company's centre.
pub(super) async fn engineer(hub: &TestHub, company: &Company, name: &str) -> PersonId {
    let id = PersonId::new(hub.fresh());
    let (roles, centre) = (Roles::from([Role::Engineer]), Some(company.centre));
    let registered = PersonEvent::Registered { name: Bilingual::same(name), roles, centre, language: Lang::En };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(Subject::from(id), &registered)]).await;
    id
}

/// The form that is sent to `action`: the `n`th of them.
fn form<'b>(body: &'b str, action: &str, n: usize) -> &'b str {
    let found = body.split(&format!("action=\"{action}\"")).nth(n + 1);
    found.unwrap_or_else(|| panic!("{action}: {body}")).split("</form>").next().unwrap_or_default()
}

/// What is said in the form at the field of this name.
fn wrong<'b>(form: &'b str, field: &str) -> &'b str {
    let at = form.split(&format!("name=\"{field}\"")).nth(1).unwrap_or_else(|| panic!("{field}: {form}"));
    let here = at.split("</div>\n").next().unwrap_or_default();
    let told = here.split("<p class=\"wrong\"").nth(1).unwrap_or_else(|| panic!("{field}: {form}"));
    told.split('>').nth(1).and_then(|rest| rest.split("</p").next()).unwrap_or_default()
}

fn refused(answer: &Answer) -> &str {
    assert_eq!(answer.status, 422, "{}", answer.body);
    &answer.body
}

#[tokio::test]
async fn what_a_form_of_the_page_refuses_stands_at_its_field_and_the_form_stays_open() {
    let (hub, company, mut desk) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let path = format!("/jobs/{job}");
    desk.get(&path).await;
    let at = |act: &str| format!("{path}/{act}");
    // The act, what was typed, the field that is meant, what is said there, and what stays.
    type Case<'c> = (&'c str, &'c [(&'c str, &'c str)], &'c str, &'c str, &'c str);
    let cases: &[Case<'_>] = &[
        (
            "judge",
            &[("class", "magic"), ("level", "2"), ("remark", "a")],
            "class",
            "This choice does not exist",
            "value=\"a\"",
        ),
        ("judge", &[("class", "hardware"), ("level", "9")], "level", "", "value=\"hardware\" selected"),
        ("assign", &[], "to_more", "Choose at least one person.", "name=\"to\""),
        (
            "visit",
            &[("from", "soon"), ("to", "2026-01-06T09:00"), ("with", "b")],
            "from",
            "This is not a time.",
            "value=\"soon\"",
        ),
        (
            "visit",
            &[("from", "2026-01-06T09:00"), ("to", "later"), ("with", "b")],
            "to",
            "This is not a time.",
            "value=\"later\"",
        ),
        (
            "visit",
            &[("from", "2026-01-06T10:00"), ("to", "2026-01-06T09:00")],
            "to",
            "The visit ends before",
            "2026-01-06T10:00",
        ),
        (
            "remote",
            &[("done", " "), ("channel", "phone"), ("with", "c"), ("cause", "operator_error"), ("diagnosis", "d")],
            "done",
            "Please fill in",
            "value=\"d\"",
        ),
        (
            "remote",
            &[("done", "e"), ("channel", "phone"), ("with", ""), ("cause", "operator_error"), ("diagnosis", "d")],
            "with",
            "Please fill in",
            ">\ne</textarea>",
        ),
        (
            "remote",
            &[("done", "e"), ("channel", "phone"), ("with", "c"), ("cause", "operator_error"), ("diagnosis", "")],
            "diagnosis",
            "Please fill in",
            ">\ne</textarea>",
        ),
        ("cancel", &[("reason", " ")], "reason", "Please give a reason.", "class=\"danger\""),
    ];
    for (act, typed, field, says, stays) in cases {
        let answer = desk.post(&at(act), typed).await;
        let body = refused(&answer);
        let form = form(body, &at(act), 0);
        assert!(wrong(form, field).contains(says) && form.contains(stays), "{act} {field}: {form}");
        assert_eq!(body.matches("<p class=\"wrong\"").count(), 1, "{act}: nowhere else");
        let opened = body.split(&format!("action=\"{}\"", at(act))).next().expect("the page before it");
        let opened = opened.rsplit("<details").next().expect("where it stands");
        assert!(opened.starts_with(" open>"), "{act}: {opened}");
        assert_eq!(body.matches("<details open>").count(), 1, "{act}: no other is open");
    }
    desk.post("/language", &[("lang", "zh-CN"), ("back", &path)]).await;
    let answer = desk.post(&at("cancel"), &[("reason", "")]).await;
    let body = refused(&answer);
    assert_eq!(wrong(form(body, &at("cancel"), 0), "reason"), "请填写原因。", "{body}");
    assert_eq!(state(&hub, job).await.assignees(), [company.engineer], "nothing was changed");
}

#[tokio::test]
async fn of_two_flags_the_one_that_was_sent_says_what_is_wrong() {
    let (hub, company, mut desk) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let done = JobEvent::Completed(Completion { summary: "接头重做".into(), ..Completion::default() });
    let out =
        [JobEvent::Left(Departure { check: None }), JobEvent::Arrived(Arrival::default()), JobEvent::Started {}, done];
    hub.record(company.engineer, out.iter().map(|event| Draft::new(job.into(), event)).collect()).await;
    let flags: Vec<(String, String)> =
        state(&hub, job).await.open_flags().map(|flag| (flag.event.to_string(), flag.code.clone())).collect();
    assert!(flags.len() >= 2, "{flags:?}");
    let (path, act) = (format!("/jobs/{job}"), format!("/jobs/{job}/flag"));
    let page = desk.get(&path).await.body;
    assert_eq!(page.matches(&format!("action=\"{act}\"")).count(), flags.len());
    let ids: std::collections::BTreeSet<&str> =
        page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(ids.len(), page.matches(" id=\"").count(), "every element has an id of its own");
    let (event, code) = &flags[1];
    let answer = desk.post(&act, &[("event", event), ("code", code), ("decision", "\u{200b}")]).await;
    let body = refused(&answer);
    assert!(wrong(form(body, &act, 1), "decision").contains("Please fill in"), "{body}");
    assert!(!form(body, &act, 0).contains("class=\"wrong\""), "{body}");
    let settled = [("event", event.as_str()), ("code", code), ("decision", "looked into")];
    assert_eq!(desk.post(&act, &settled).await.status, 303);
    assert_eq!(state(&hub, job).await.open_flags().count(), flags.len() - 1);
}

#[tokio::test]
async fn who_goes_is_found_by_name_and_only_a_few_are_offered_to_tick() {
    let (hub, company, mut desk) = hub().await;
    for n in 0..30 {
        engineer(&hub, &company, &format!("Field {n:02}")).await;
    }
    let (one, other) = (engineer(&hub, &company, "Zoe Ang").await, engineer(&hub, &company, "Zoe Ang").await);
    let job = hub.job(&company, vec![company.engineer]).await;
    let (path, act) = (format!("/jobs/{job}"), format!("/jobs/{job}/assign"));
    let body = desk.get(&path).await.body;
    let ticks = form(&body, &act, 0);
    assert_eq!(ticks.matches("name=\"to\"").count(), 13, "who goes, and a dozen: {ticks}");
    assert!(ticks.contains(&format!("value=\"{}\" checked", company.engineer)), "{ticks}");
    assert!(ticks.contains("data-find=\"person\" data-ticks=\"to\""), "{ticks}");

    let first = company.engineer.to_string();
    let with = |typed: &'static str| [("to", first.clone()), ("to_more", typed.to_owned())];
    let mut send = async |fields: &[(&str, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        desk.post(&act, &fields).await
    };
    // Nobody of that name, somebody of another centre, somebody who does no work in the field.
    for (typed, says) in [("nobody", "Nothing answers"), ("周工", "Nothing answers"), ("赵库管", "cannot be sent")]
    {
        let answer = send(&with(typed)).await;
        let form = form(refused(&answer), &act, 0);
        assert!(
            wrong(form, "to_more").contains(says) && form.contains(&format!("value=\"{typed}\"")),
            "{typed}: {form}"
        );
        assert!(form.contains(&format!("value=\"{first}\" checked")), "{typed}: who was ticked stays so");
    }
    // Two of one name: one of them is chosen.
    let answer = send(&with("Zoe Ang")).await;
    let asked = form(refused(&answer), &act, 0);
    assert!(wrong(asked, "to_more").contains("Choose which one is meant"), "{asked}");
    for id in [one, other] {
        assert!(asked.contains(&format!("name=\"to_more_chosen\" value=\"{id}\"")), "{asked}");
    }
    let mut chosen = with("Zoe Ang").to_vec();
    chosen.extend([("to_more_for", "Zoe Ang".to_owned()), ("to_more_chosen", other.to_string())]);
    assert_eq!(send(&chosen).await.status, 303);
    assert_eq!(state(&hub, job).await.assignees(), [company.engineer, other], "the first that is ticked leads");
    // By initials; and who is assigned and not among the first stands there ticked.
    let page = desk.get(&path).await.body;
    assert!(form(&page, &act, 0).contains(&format!("value=\"{other}\" checked")), "{page}");
    assert_eq!(desk.post(&act, &[("to_more", "chengong")]).await.status, 303);
    assert_eq!(state(&hub, job).await.assignees(), [company.colleague]);
}

#[tokio::test]
async fn a_slip_that_was_approved_by_mistake_is_rejected_from_the_page_of_its_job() {
    use crate::testing::parts;
    use fettle_core::domain::ids::TakeId;
    use fettle_core::domain::parts::{RequestedLine, Take, TakeEvent, TakeStatus};
    use fettle_core::domain::values::Quantity;
    let (hub, company, _) = hub().await;
    let parts::Store { store, bag, board, .. } = parts::store(&hub, &company).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let take = TakeId::from(hub.fresh());
    let line = RequestedLine { line: 1, card: board, quantity: Quantity::pieces(1), old_for_new: false };
    let (number, taker, centre) = ("T-1".to_owned(), company.engineer, Some(company.centre));
    let asked = TakeEvent::Requested { number, taker, bag, from: store, centre, job: Some(job), lines: vec![line] };
    hub.record(company.engineer, vec![Draft::new(Subject::new("take", take.uuid()), &asked)]).await;
    let (path, act) = (format!("/jobs/{job}"), |name: &str| format!("/takes/{take}/{name}"));
    let mut manager = Browser::of(&hub, "manager").await;
    manager.get(&path).await;
    assert_eq!(manager.post(&act("approve"), &[]).await.status, 303);
    // The store is asked for serial numbers; what it typed stays where they are refused.
    let mut keeper = Browser::of(&hub, "keeper").await;
    let page = keeper.get(&path).await.body;
    assert!(page.contains(&act("issue")) && !page.contains(&act("reject")), "the manager's: {page}");
    let answer = keeper.post(&act("issue"), &[("serial-1", "A1 B1, C1")]).await;
    let body = refused(&answer);
    assert!(form(body, &act("issue"), 0).contains("value=\"A1 B1, C1\""), "{body}");

    let page = manager.get(&path).await.body;
    assert!(page.contains(&act("reject")) && !page.contains(&act("approve")), "{page}");
    let answer = manager.post(&act("reject"), &[("reason", " ")]).await;
    assert_eq!(wrong(form(refused(&answer), &act("reject"), 0), "reason"), "Please give a reason.");
    assert_eq!(manager.post(&act("reject"), &[("reason", "the wrong board")]).await.status, 303);
    let known = hub.hub.ledger.get::<Take>(take.uuid()).await.expect("read").expect("there").state;
    assert_eq!(known.status, Some(TakeStatus::Rejected));
    let twice = manager.post(&act("reject"), &[("reason", "again")]).await;
    assert!(refused(&twice).contains("This slip is issued or rejected already."), "{}", twice.body);
    assert!(!keeper.get(&path).await.body.contains(&act("issue")));
}

#[tokio::test]
async fn the_page_leads_to_customer_site_and_machines_for_who_may_see_them() {
    let (hub, company, mut desk) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let page = desk.get(&format!("/jobs/{job}")).await.body;
    for leads in [format!("/customers/{}", company.customer), format!("/sites/{}", company.site)] {
        assert!(page.contains(&format!("href=\"{leads}\"")), "{leads}: {page}");
        assert_eq!(desk.get(&leads).await.status, 200);
    }
}

/// The form of class and level proposes nothing: sent untouched it would promise what nobody meant.
#[tokio::test]
async fn no_level_is_chosen_before_somebody_chose_one() {
    let (hub, company, mut desk) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let path = format!("/jobs/{job}");
    let page = desk.get(&path).await.body;
    let at = format!("{path}/judge");
    let judge = form(&page, &at, 0);
    assert_eq!(judge.matches("<option value=\"\" selected>Please choose</option>").count(), 2, "{judge}");
    let untouched = desk.post(&at, &[("class", ""), ("level", ""), ("remark", "")]).await;
    assert_eq!(untouched.status, 422, "{}", untouched.body);
    assert!(state(&hub, job).await.judgement.get().is_none(), "nothing was recorded");
    // What is done stands under the title, above everything that the page says.
    let (acts, columns) = (page.find("class=\"card acts\""), page.find("class=\"columns\""));
    assert!(acts.is_some() && acts < columns, "{page}");
    assert_eq!(desk.post(&at, &[("class", "hardware"), ("level", "3"), ("remark", "")]).await.status, 303);
    let page = desk.get(&path).await.body;
    assert!(!form(&page, &at, 0).contains("Please choose"), "what was said is proposed");
}
