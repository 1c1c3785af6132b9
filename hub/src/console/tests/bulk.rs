//! One act on many jobs: chosen in the list, looked at, done each by a command of its own, told, and taken back once.

use super::browser::{Answer, Browser, hidden};
use super::job_page::engineer;
use super::kept::wrong;
use crate::testing::{Company, TestHub};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Cancellation, Job, JobEvent, Status};
use fettle_core::kernel::{Draft, PersonId};

async fn hub() -> (TestHub, Company, Browser) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let desk = Browser::of(&hub, "desk").await;
    (hub, company, desk)
}

async fn reported(hub: &TestHub, company: &Company) -> JobId {
    let job = JobId::from(hub.fresh());
    let number = format!("BJ-H0-{}", hub.hub.ledger.next_count().await.expect("a count"));
    hub.record(company.desk, vec![hub.report(company, job, number)]).await;
    job
}

async fn state(hub: &TestHub, job: JobId) -> Job {
    hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state
}

async fn goes(hub: &TestHub, job: JobId) -> Vec<PersonId> {
    state(hub, job).await.assignment.get().map(|known| known.to.clone()).unwrap_or_default()
}

/// What stands behind a job's number on a page of an act: all its words.
pub(super) fn said(answer: &Answer, number: &str) -> String {
    let row = answer.body.split("<tr>").find(|row| row.contains(&format!(">{number}</a>")));
    let row = row.and_then(|row| row.split("</tr>").next());
    let row = row.unwrap_or_else(|| panic!("no row {number}: {}", answer.body));
    let texts = row.split('<').map(|piece| piece.split_once('>').map_or("", |(_, text)| text).trim());
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

async fn number(hub: &TestHub, job: JobId) -> String {
    state(hub, job).await.number().to_owned()
}

fn address(code: &str, jobs: &[JobId]) -> String {
    let jobs: Vec<String> = jobs.iter().map(|job| format!("&job={job}")).collect();
    format!("/jobs/bulk?act={code}{}", jobs.concat())
}

/// The form of the preview, as the browser sends it.
fn offered<'a>(preview: &'a Answer, jobs: &'a str) -> Vec<(&'static str, &'a str)> {
    assert_eq!(preview.status, 200, "{}", preview.body);
    vec![("jobs", jobs)]
}

#[tokio::test]
async fn jobs_are_assigned_in_one_go_each_by_its_own_command_and_taken_back_once() {
    let (hub, company, mut desk) = hub().await;
    let fresh = reported(&hub, &company).await;
    let given = hub.job(&company, vec![company.colleague]).await;
    let (over, touched) = (hub.job(&company, vec![company.colleague]).await, reported(&hub, &company).await);
    let cancelled = JobEvent::Cancelled(Cancellation { reason: "?".into(), at_work: Vec::new() });
    hub.record(company.desk, vec![Draft::new(over.into(), &cancelled)]).await;
    let list = desk.get("/jobs").await.body;
    for job in [fresh, given, over, touched] {
        assert!(list.contains(&format!("name=\"job\" value=\"{job}\"")), "a box for each");
    }
    let form = desk.get(&address("assign", &[fresh, given, over, touched, fresh])).await;
    let jobs = hidden(&form.body, "jobs").expect("the jobs");
    assert_eq!(jobs.split(' ').count(), 4, "each once");
    for (person, offered) in [(company.engineer, true), (company.desk, false), (company.stranger, false)] {
        let there = form.body.contains(&format!("name=\"to\" value=\"{person}\""));
        assert_eq!(there, offered, "those who work on sites, of the own centre");
    }
    let engineer = company.engineer.to_string();
    let nobody = desk.post("/jobs/bulk/look", &[("act", "assign"), ("jobs", &jobs)]).await;
    assert_eq!(wrong(&nobody), "Choose at least one person.");

    // What will happen to each, or why not; nothing is done yet.
    let before = hub.hub.ledger.newest();
    let look = desk.post("/jobs/bulk/look", &[("act", "assign"), ("jobs", &jobs), ("to", &engineer)]).await;
    let [a, b, c, d] =
        [number(&hub, fresh).await, number(&hub, given).await, number(&hub, over).await, number(&hub, touched).await];
    assert!(said(&look, &a).ends_with("Goes: 张工. Until now: nobody"), "{}", said(&look, &a));
    assert!(said(&look, &b).ends_with("Goes: 张工. Until now: 陈工"), "{}", said(&look, &b));
    assert!(said(&look, &c).contains("Not The job was cancelled"), "{}", said(&look, &c));
    assert!(look.body.contains("3 jobs will be done") && look.body.contains("One is left out"), "{}", look.body);
    assert_eq!(hub.hub.ledger.newest(), before, "looking records nothing");

    // Another person writes about one of them; the others are done, once, however often it is sent.
    hub.record(company.manager, vec![Draft::new(touched.into(), &JobEvent::Noted { text: "wait".into() })]).await;
    let jobs = hidden(&look.body, "jobs").expect("the jobs");
    let fields = [offered(&look, &jobs), vec![("act", "assign"), ("to", engineer.as_str())]].concat();
    let command = uuid::Uuid::now_v7().to_string();
    let (first, second) =
        (desk.post_as(&command, "/jobs/bulk", &fields).await, desk.post_as(&command, "/jobs/bulk", &fields).await);
    assert_eq!((first.status, &first.location), (303, &format!("/jobs/bulk/{command}")));
    assert_eq!((second.status, second.location), (303, first.location.clone()));
    let all = [goes(&hub, fresh).await, goes(&hub, given).await, goes(&hub, touched).await];
    assert_eq!(all, [vec![company.engineer], vec![company.engineer], vec![]]);
    assert_eq!(hub.hub.ledger.newest(), before + 3, "a note and two assignments");
    let other = [("jobs", jobs.as_str()), ("act", "assign"), ("to", &company.colleague.to_string())];
    assert_eq!(desk.post_as(&command, "/jobs/bulk", &other).await.status, 409, "the same form with other words");
    let told = desk.get(&first.location).await;
    assert!(told.body.contains("2 jobs were done") && told.body.contains("One was refused"), "{}", told.body);
    assert!(said(&told, &a).contains("Done") && said(&told, &d).contains("It changed after it was shown here"));
    let mut manager = Browser::of(&hub, "manager").await;
    assert_eq!(manager.get(&first.location).await.status, 404, "it is who asked for it who reads it");

    // One was given to somebody else since: it stays there, the other one is as it was before.
    hub.assign(&company, given, vec![company.engineer, company.colleague]).await;
    let back = format!("{}/back", first.location);
    let undone = desk.post(&back, &[]).await;
    assert_eq!(undone.status, 303, "{}", undone.body);
    assert_eq!(goes(&hub, given).await, [company.engineer, company.colleague]);
    assert_eq!((goes(&hub, fresh).await, state(&hub, fresh).await.status()), (vec![], Status::Reported));
    let told = desk.get(&undone.location).await;
    assert!(said(&told, &a).contains("Taken back") && said(&told, &b).contains("Somebody changed it since"));
    let told = desk.get(&first.location).await;
    assert!(told.body.contains("It was taken back.") && !told.body.contains("/back\""), "once");
    let page = desk.get(&format!("/jobs/{fresh}")).await.body;
    assert!(page.contains("Dispatch withdrawn, nobody assigned"), "{page}");
}

#[tokio::test]
async fn what_cannot_be_taken_back_says_so_and_who_may_not_act_is_offered_nothing() {
    let (hub, company, mut desk) = hub().await;
    let (one, out) = (reported(&hub, &company).await, hub.job(&company, vec![company.engineer]).await);
    let left = JobEvent::Left(fettle_core::domain::jobs::Departure { check: None });
    hub.record(hub.hub.ledger.system(), vec![Draft::new(out.into(), &left)]).await;
    let (a, b) = (number(&hub, one).await, number(&hub, out).await);
    let jobs = format!("{one} {out}");
    desk.get(&address("cancel", &[one, out])).await;
    let refused = desk.post("/jobs/bulk/look", &[("act", "cancel"), ("jobs", &jobs)]).await;
    assert_eq!(wrong(&refused), "Please give a reason.");
    let cancel = [("act", "cancel"), ("jobs", jobs.as_str()), ("reason", "twice")];
    let look = desk.post("/jobs/bulk/look", &cancel).await;
    assert!(said(&look, &a).contains("It is given up") && said(&look, &b).contains("Not"), "{}", look.body);
    // Also where the form says more than the preview offered.
    let done = desk.post("/jobs/bulk", &cancel).await;
    assert_eq!((state(&hub, one).await.status(), state(&hub, out).await.status()), (Status::Cancelled, Status::Left));
    let told = desk.get(&done.location).await;
    assert!(!told.body.contains("/back\""), "no way back");
    assert_eq!(desk.post(&format!("{}/back", done.location), &[]).await.status, 404);

    // To wait for the customer and back.
    let waits = reported(&hub, &company).await;
    let jobs = waits.to_string();
    desk.get(&address("hold", &[waits])).await;
    let hold = [("act", "hold"), ("jobs", jobs.as_str()), ("reason", "the key")];
    desk.post("/jobs/bulk/look", &hold).await;
    let done = desk.post("/jobs/bulk", &hold).await;
    assert_eq!(state(&hub, waits).await.status(), Status::WaitingCustomer);
    desk.get(&done.location).await;
    desk.post(&format!("{}/back", done.location), &[]).await;
    assert_eq!(state(&hub, waits).await.status(), Status::Reported);

    // All of a filter: what it lists, and what asks nothing is shown at once.
    let look = desk.get("/jobs/bulk?act=resume&all=yes&status=reported").await;
    let named = hidden(&look.body, "jobs");
    assert!(look.body.contains(&number(&hub, waits).await) && !look.body.contains(&b), "{}", look.body);
    assert_eq!(named, None, "none of them waits: there is nothing to do");
    let none = desk.get("/jobs/bulk?act=resume&status=reported").await;
    assert_eq!((none.status, none.location.as_str()), (303, "/jobs?status=reported&nothing=yes"));
    assert!(desk.get(&none.location).await.body.contains("No job was ticked."));
    assert_eq!(desk.get("/jobs/bulk?act=delete&all=yes").await.status, 400);

    // Jobs of others are none of it, whatever the form says.
    let mut there = Browser::of(&hub, "stranger").await;
    assert!(!there.get("/jobs").await.body.contains("/jobs/bulk"));
    assert_eq!(there.get(&address("cancel", &[waits])).await.status, 403);
    let mut engineer = Browser::of(&hub, "engineer").await;
    assert!(!engineer.get("/jobs").await.body.contains("/jobs/bulk"));
}

/// A company has more people in the field than anybody ticks: the first few are offered, the others found by name.
#[tokio::test]
async fn who_goes_to_many_jobs_is_found_by_name_and_only_a_few_are_offered_to_tick() {
    let (hub, company, mut desk) = hub().await;
    for n in 0..30 {
        engineer(&hub, &company, &format!("Field {n:02}")).await;
    }
    let (one, other) = (engineer(&hub, &company, "Zoe Ang").await, engineer(&hub, &company, "Zoe Ang").await);
    let job = reported(&hub, &company).await;
    let form = desk.get(&address("assign", &[job])).await;
    assert_eq!(form.body.matches("name=\"to\"").count(), 12, "{}", form.body);
    assert!(form.body.contains("data-find=\"person\" data-ticks=\"to\""), "{}", form.body);

    let (jobs, ticked) = (job.to_string(), one.to_string());
    let with = |typed: &'static str| [("act", "assign"), ("jobs", &*jobs), ("to", &*ticked), ("to_more", typed)];
    for (typed, says) in [("nobody", "Nothing answers “nobody”."), ("周工", "Nothing answers “周工”.")] {
        let refused = desk.post("/jobs/bulk/look", &with(typed)).await;
        assert_eq!(wrong(&refused), says);
        assert!(refused.body.contains(&format!("value=\"{ticked}\" checked")), "who was ticked stays so");
    }
    let several = desk.post("/jobs/bulk/look", &with("Zoe Ang")).await;
    assert_eq!(wrong(&several), "2 records answer. Choose which one is meant.");
    let chosen = other.to_string();
    assert!(several.body.contains(&format!("name=\"to_more_chosen\" value=\"{chosen}\"")), "{}", several.body);
    let chosen = [&with("Zoe Ang")[..], &[("to_more_for", "Zoe Ang"), ("to_more_chosen", &*chosen)]].concat();
    let look = desk.post("/jobs/bulk/look", &chosen).await;
    assert_eq!(look.status, 200, "{}", look.body);
    let to = |id: PersonId| format!("name=\"to\" value=\"{id}\"");
    assert!(look.body.contains(&to(one)) && look.body.contains(&to(other)), "{}", look.body);
    let ids = [one.to_string(), other.to_string()];
    let agreed = [("act", "assign"), ("jobs", &*jobs), ("to", &*ids[0]), ("to", &*ids[1])];
    assert_eq!(desk.post("/jobs/bulk", &agreed).await.status, 303);
    assert_eq!(goes(&hub, job).await, [one, other], "the first that is ticked leads");
}
