//! The list of jobs on the kit: its columns, its orders, whom its filter finds, and what it costs.

use super::browser::Browser;
use crate::testing::{Company, TestHub};
use crate::tests::growth::reads;
use calamine::{Reader, Xlsx};
use fettle_core::domain::ids::{EquipmentId, JobId};
use fettle_core::domain::jobs::{Cancellation, FaultClass, JobEvent, Judgement, Report};
use fettle_core::domain::people::{PersonEvent, Role, Roles};
use fettle_core::domain::sites::{EquipmentDetails, EquipmentEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, PersonId, Subject};
use fettle_core::text::Lang;
use std::io::Cursor;

async fn hub() -> (TestHub, Company, Browser) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let desk = Browser::of(&hub, "desk").await;
    (hub, company, desk)
}

/// A job about a machine.
async fn about_a_machine(hub: &TestHub, company: &Company, number: &str) -> JobId {
    let (machine, job): (EquipmentId, JobId) = (hub.fresh().into(), hub.fresh().into());
    let details = EquipmentDetails {
        site: company.site,
        pn: "DS-2DC4".into(),
        sn: format!("SN-{number}"),
        name: Bilingual::new("球机", "PTZ camera"),
        class: "camera_ptz".into(),
        place: String::new(),
        parent: None,
        installed: None,
        warranty_end: None,
        life_end: None,
        contract: None,
    };
    let mut report: Report = serde_json::from_str(&hub.report(company, job, number.into()).body).expect("a report");
    report.equipment = vec![machine];
    let drafts = vec![
        Draft::new(machine.into(), &EquipmentEvent::Registered { details }),
        Draft::new(job.into(), &JobEvent::Reported(report)),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    hub.advance(60_000);
    job
}

/// The headings of the list, without the one of the boxes.
fn heads(body: &str) -> Vec<String> {
    let head = body.split("<thead>").nth(1).and_then(|rest| rest.split("</thead>").next()).unwrap_or_default();
    let text = |cell: &str| {
        let pieces = cell.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
        pieces.collect::<String>()
    };
    let cells = head.split("<th scope=\"col\"").skip(1).filter_map(|cell| cell.split_once('>'));
    cells.map(|(_, rest)| text(rest)).filter(|text| !text.is_empty()).collect()
}

/// The first line of a file.
fn columns(file: &str) -> Vec<String> {
    let mut lines = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
    lines.headers().expect("a heading").iter().map(str::to_owned).collect()
}

/// What is read of a job's row, each place by its heading.
fn place<'b>(body: &'b str, job: JobId, name: &str) -> &'b str {
    let row = body.split(&format!("<tr id=\"/jobs/{job}\">")).nth(1).and_then(|rest| rest.split("</tr>").next());
    let cell = row.unwrap_or_else(|| panic!("no {job}: {body}")).split(&format!("data-name=\"{name}\"")).nth(1);
    cell.and_then(|rest| rest.split("</td>").next()).unwrap_or_default()
}

#[tokio::test]
async fn the_columns_of_the_list_of_jobs_are_chosen_for_its_address_its_views_and_its_files() {
    let (hub, company, mut desk) = hub().await;
    let job = about_a_machine(&hub, &company, "BJ-1").await;
    let page = desk.get("/jobs").await.body;
    assert_eq!(heads(&page), ["Job", "Status", "Level", "Site", "Engineer", "Reported", "Next SLA"]);
    // What stands together on the page has its own place in a file.
    assert!(place(&page, job, "Site").contains("<span class=\"line\">东城分局</span>"), "{page}");
    assert!(page.contains("<span class=\"line\">无图像</span>") && !page.contains("PTZ camera"));
    let all = [
        "Job",
        "Emergency",
        "Needs attention",
        "Symptom, in the caller's words",
        "Status",
        "Level",
        "Site",
        "Customer",
        "Engineer",
        "Reported",
        "Next SLA",
        "Overdue",
    ];
    assert_eq!(columns(&desk.get("/jobs?as=csv").await.body), all);

    let wanted = [
        "column=jobs-changed",
        "column=sites-field-customer",
        "column=console-equipment",
        "column=console-centre",
        "column=console-kind",
        "column=jobs-due-answered",
    ];
    let asked = format!("/jobs?status=open&{}", wanted.join("&"));
    let chosen = ["Job", "Kind", "Customer", "Centre", "Equipment", "Response due", "Last change"];
    let page = desk.get(&asked).await.body;
    assert_eq!(heads(&page), chosen);
    assert!(place(&page, job, "Equipment").contains("PTZ camera SN-BJ-1"), "{page}");
    for (name, said) in [("Customer", "东城分局"), ("Centre", "北京"), ("Kind", "Repair")] {
        assert!(place(&page, job, name).contains(said), "{name}: {page}");
    }
    let changed = place(&page, job, "Last change").to_owned();
    assert!(changed.contains("20") && place(&page, job, "Response due").contains("class=\"tone active\""), "{page}");
    // Files have these and no others.
    assert_eq!(columns(&desk.get(&format!("{asked}&as=csv")).await.body), chosen);
    let (_, bytes) = desk.file(&format!("{asked}&as=xlsx")).await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("read");
    assert_eq!((sheet.height(), sheet.width()), (2, chosen.len()));
    // Filters, orders, what a filter cuts away, and a view keep them.
    let form = page.split("role=\"search\"").nth(2).and_then(|rest| rest.split("</form>").next()).expect("the filter");
    assert_eq!(form.matches("type=\"hidden\" name=\"column\"").count(), wanted.len());
    let chip = page.split("class=\"of-things\"").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a chip");
    assert!(chip.contains("Status All open") && chip.contains("class=\"off\" href=\"/jobs?column="), "{chip}");
    let kept = [("of", asked.as_str()), ("name", "What changed")];
    let kept = desk.post("/views/new", &kept).await;
    let view = desk.get(&kept.location).await.body;
    assert!(heads(&view) == chosen && view.contains("aria-current=\"page\">What changed"), "{view}");

    // What happens to a job is its last change.
    hub.advance(3 * 60_000);
    hub.record(company.desk, vec![Draft::new(job.into(), &JobEvent::Noted { text: "wait".into() })]).await;
    assert_ne!(place(&desk.get(&asked).await.body, job, "Last change"), changed);
    // A name that no column has asks for nothing.
    assert_eq!(heads(&desk.get("/jobs?column=unheard-of").await.body).len(), 7);
}

#[tokio::test]
async fn the_headings_of_the_list_of_jobs_lead_to_its_orders_up_and_down() {
    let (hub, company, mut desk) = hub().await;
    let mut jobs = Vec::new();
    for level in [3, 1, 2] {
        let job = about_a_machine(&hub, &company, &format!("BJ-{level}")).await;
        let judged = Judgement { class: FaultClass::Hardware, level, remark: String::new() };
        hub.record(company.desk, vec![Draft::new(job.into(), &JobEvent::Judged(judged))]).await;
        jobs.push(job);
    }
    let order = |body: &str| {
        let mut at: Vec<(usize, usize)> = jobs
            .iter()
            .enumerate()
            .map(|(n, job)| (body.find(&format!("<tr id=\"/jobs/{job}\">")).expect("listed"), n))
            .collect();
        at.sort_unstable();
        at.into_iter().map(|(_, n)| n).collect::<Vec<_>>()
    };
    let link = |body: &str, name: &str| {
        let head = body.split("<th scope=\"col\"").find(|cell| cell.contains(&format!(">{name}</a>")));
        let address = head.and_then(|cell| cell.split("href=\"").nth(1)).and_then(|rest| rest.split('"').next());
        address.unwrap_or_else(|| panic!("{name} leads nowhere")).replace("&#38;", "&")
    };
    // Nothing is asked: what is due first stands first.
    let due = desk.get("/jobs").await.body;
    assert!(due.contains("aria-sort=\"ascending\"><a href=\"/jobs?sort=%2Ddue\">Next SLA</a>"), "{due}");
    let first = desk.get("/jobs?sort=-oldest").await.body;
    assert_eq!(order(&first), [2, 1, 0], "the newest first");
    assert!(first.contains("aria-sort=\"descending\"><a href=\"/jobs?sort=oldest\">Reported</a>"), "{first}");
    assert!(first.contains("<option value=\"-oldest\" selected>Reported ↓</option>"), "as narrow screens choose it");
    for (name, up) in [("Level", [1, 2, 0]), ("Status", [2, 1, 0]), ("Site", [2, 1, 0]), ("Reported", [0, 1, 2])] {
        let page = desk.get(&link(&first, name)).await.body;
        assert_eq!(order(&page), up, "{name}");
        assert_eq!(page.matches("aria-sort=\"ascending\"").count(), 1, "{name}");
        let turned = desk.get(&link(&page, name)).await.body;
        let mut down = up;
        down.reverse();
        assert_eq!(order(&turned), down, "{name}");
        assert_eq!(turned.matches("aria-sort=\"descending\"").count(), 1, "{name}");
        assert_eq!(link(&turned, name), link(&first, name), "and round again");
    }
    // The same in files, and for what is done to all of a filter.
    let file = desk.get("/jobs?sort=-level&as=csv").await.body;
    let numbers: Vec<&str> = file.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(numbers, ["BJ-3", "BJ-2", "BJ-1"]);
    let page = desk.get("/jobs?sort=-level").await.body;
    let bulk = page.split("id=\"bulk\"").nth(1).and_then(|rest| rest.split("</form>").next()).expect("the form");
    assert!(bulk.contains("name=\"sort\" value=\"-level\"") && bulk.contains("name=\"all\""), "{bulk}");
}

#[tokio::test]
async fn who_goes_is_found_by_name_in_the_filter_and_the_address_says_whom_it_means() {
    let (hub, company, mut desk) = hub().await;
    let (one, other) =
        (hub.job(&company, vec![company.engineer]).await, hub.job(&company, vec![company.colleague]).await);
    let page = desk.get("/jobs").await.body;
    assert!(page.contains("name=\"engineer\" type=\"text\" value=\"\" data-find=\"person\""), "{page}");
    let meant = format!("/jobs?status=open&engineer={}", company.engineer).replace('-', "%2D");
    let typed = desk.get("/jobs?status=open&level=&engineer=zg&engineer_for=").await;
    assert_eq!((typed.status, &typed.location), (303, &meant), "the only one who answers");
    let page = desk.get(&typed.location).await.body;
    assert!(page.contains(&one.to_string()) && !page.contains(&other.to_string()));
    let field =
        page.split("data-find=\"person\"").nth(1).and_then(|rest| rest.split("</div>").next()).expect("the field");
    assert!(field.contains(&format!("name=\"engineer_chosen\" value=\"{}\"", company.engineer)), "{field}");
    assert!(
        page.contains("value=\"张工\" data-find") && page.contains("Engineer 张工"),
        "in the field and above the list"
    );
    // Sent again with what it holds it means the same; a file does as well.
    let held =
        format!("engineer=%E5%BC%A0%E5%B7%A5&engineer_for=%E5%BC%A0%E5%B7%A5&engineer_chosen={}", company.engineer);
    assert_eq!(desk.get(&format!("/jobs?status=open&{held}")).await.location, meant);
    assert_eq!(desk.get(&format!("/jobs?status=open&{held}&as=csv")).await.location.matches("&as=csv").count(), 1);

    // Nobody, or several, is told, and asks for nothing.
    let nobody = desk.get("/jobs?engineer=zhougong").await;
    assert!(nobody.status == 200 && nobody.body.contains("Nothing answers “zhougong”."), "{}", nobody.body);
    assert!(nobody.body.contains(&one.to_string()) && nobody.body.contains(&other.to_string()));
    let namesake = PersonId::new(hub.fresh());
    let registered = PersonEvent::Registered {
        name: Bilingual::same("章干"),
        roles: Roles::from([Role::Engineer]),
        centre: Some(company.centre),
        language: Lang::Zh,
    };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(Subject::from(namesake), &registered)]).await;
    let several = desk.get("/jobs?engineer=zg").await.body;
    assert!(several.contains("2 records answer. Choose which one is meant."), "{several}");
    for person in [company.engineer, namesake] {
        let box_of = format!("type=\"radio\" name=\"engineer_chosen\" value=\"{person}\"");
        assert!(several.contains(&box_of), "{several}");
    }
    let chosen = desk.get(&format!("/jobs?engineer=zg&engineer_for=zg&engineer_chosen={namesake}")).await;
    assert_eq!(chosen.location, format!("/jobs?engineer={namesake}").replace('-', "%2D"));
    assert!(!desk.get(&chosen.location).await.body.contains(&one.to_string()));
}

/// A page reads its own jobs, and those themselves only where a column asks for them; what is over is not looked at for what is open.
#[tokio::test]
async fn the_list_of_jobs_costs_the_same_beside_ten_times_the_history() {
    let (hub, company, mut desk) = hub().await;
    let reported = |count: usize| -> Vec<JobId> { (0..count).map(|_| hub.fresh().into()).collect() };
    let record = async |jobs: &[JobId], over: bool| {
        let drafts = jobs.iter().map(|job| hub.report(&company, *job, format!("G-{job}"))).collect();
        hub.record(hub.hub.ledger.system(), drafts).await;
        if over {
            let cancelled = JobEvent::Cancelled(Cancellation { reason: "?".into(), at_work: Vec::new() });
            let drafts = jobs.iter().map(|job| Draft::new((*job).into(), &cancelled)).collect();
            hub.record(hub.hub.ledger.system(), drafts).await;
        }
        // What the hub does by itself after a commit is none of it.
        hub.hub.ledger.look_at_sheets().await.expect("looked");
    };
    record(&reported(40), false).await;
    let lists = [
        "/jobs?status=open",
        "/jobs?status=open&sort=-level",
        "/jobs?status=open&column=console-equipment&column=jobs-changed",
    ];
    let mut measured = Vec::new();
    for over in [100, 900] {
        record(&reported(over), true).await;
        let mut work = Vec::new();
        for list in lists {
            desk.get(list).await;
            work.push(reads(&hub.hub.ledger, async { assert_eq!(desk.get(list).await.status, 200) }).await);
        }
        measured.push(work);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        assert!(*many < *few * 3 / 2 + 300, "few {:?}, many {:?}", measured[0], measured[1]);
    }
    assert!(measured[0][0] < measured[0][2], "no job is read whole for what its row says: {measured:?}");
}

#[tokio::test]
async fn open_work_stands_first_by_what_is_due_and_what_is_over_last() {
    let (hub, company, mut desk) = hub().await;
    let over = super::signed::signed(&hub, &company).await;
    hub.record(company.desk, vec![Draft::new(over.into(), &JobEvent::Closed {})]).await;
    let sooner = hub.job(&company, vec![company.engineer]).await;
    hub.advance(3_600_000);
    let later = hub.job(&company, vec![company.engineer]).await;
    let judged = |level| JobEvent::Judged(Judgement { class: FaultClass::Hardware, level, remark: String::new() });
    // Both have a day until somebody has to be there.
    hub.record(company.desk, vec![Draft::new(sooner.into(), &judged(4))]).await;
    hub.record(company.desk, vec![Draft::new(later.into(), &judged(1))]).await;
    let page = desk.get("/jobs").await.body;
    let at = |job: JobId| page.find(&format!("<tr id=\"/jobs/{job}\">")).unwrap_or_else(|| panic!("no {job}: {page}"));
    assert!(at(sooner) < at(later) && at(later) < at(over), "{page}");
}
