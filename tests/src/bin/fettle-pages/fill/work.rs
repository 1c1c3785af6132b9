//! Jobs: reported, judged and assigned; the closed ones solved by the customer's word, asked about and closed, with nothing left to look at.

use super::Filling;
use super::company::{Company, Served};
use crate::Outcome;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::sheet::{Cause, Channel, ContactPart, JobKind};
use fettle_core::domain::jobs::{
    Assignment, CauseFinding, FaultClass, JobEvent, Judgement, RemoteSolution, Report, ReturnCall,
};
use fettle_core::kernel::Draft;
use fettle_core::kernel::fold::time;

const SYMPTOMS: [&str; 6] = ["无图像", "画面抖动", "云台不转", "无法录像", "服务器报警", "网络中断"];
/// Neighbouring jobs are of other sites; the number has no factor in common with most counts of sites.
const STRIDE: usize = 7_919;

fn site(company: &Company, n: usize) -> &Served {
    &company.sites[n * STRIDE % company.sites.len()]
}

fn begun(filling: &Filling, company: &Company, n: usize, level: u8) -> Outcome<(JobId, Vec<Draft>)> {
    let (id, site): (JobId, _) = (filling.fresh()?, site(company, n));
    let centre = &company.centres[site.centre];
    let report = Report {
        number: format!("J-{n:06}"),
        kind: JobKind::Repair,
        channel: Channel::Phone,
        caller: ContactPart { name: "刘所".into(), title: "所长".into(), phone: "010-64001234".into() },
        company: site.name.clone(),
        product: "PTZ".into(),
        symptom: SYMPTOMS[n % SYMPTOMS.len()].into(),
        at: time(filling.now_ms()),
        centre: centre.id,
        customer: site.customer,
        site: site.id,
        contract: Some(site.contract),
        equipment: site
            .machines
            .get(n / company.sites.len() % site.machines.len().max(1))
            .copied()
            .into_iter()
            .collect(),
        entitlement: None,
        origin: None,
        photos: Vec::new(),
        follows: None,
    };
    let judged = Judgement { class: FaultClass::Hardware, level, remark: String::new() };
    let to = vec![centre.engineers[n % centre.engineers.len()]];
    let events = [JobEvent::Reported(report), JobEvent::Judged(judged), JobEvent::Assigned(Assignment { to })];
    Ok((id, events.iter().map(|event| Draft::new(id.into(), event)).collect()))
}

/// An open job, of a level at which nothing falls due on the same day.
pub fn open(filling: &Filling, company: &Company, n: usize) -> Outcome<Vec<Draft>> {
    let level = if n.is_multiple_of(4) { 4 } else { 3 };
    Ok(begun(filling, company, n, level)?.1)
}

/// A closed job.
pub fn closed(filling: &Filling, company: &Company, n: usize) -> Outcome<Vec<Draft>> {
    let level = u8::try_from(n % 4)? + 1;
    let (id, mut drafts) = begun(filling, company, n, level)?;
    let cause = Cause::ALL[n % Cause::ALL.len()];
    let solved = RemoteSolution {
        channel: Channel::Phone,
        done: "重启后恢复正常".into(),
        with: "刘所".into(),
        phone: String::new(),
        finding: Some(CauseFinding { cause, diagnosis: "现场判断".into() }),
    };
    let satisfaction = Some(u8::try_from(n % 3)? + 3);
    let called =
        ReturnCall { gone: true, satisfaction, spoke_with: "刘所".into(), remark: String::new(), follow_up: None };
    let events = [
        JobEvent::Noted { text: format!("第 {n} 次记录") },
        JobEvent::SolvedRemotely(solved),
        JobEvent::CalledBack(called),
        JobEvent::Closed {},
    ];
    drafts.extend(events.iter().map(|event| Draft::new(id.into(), event)));
    Ok(drafts)
}
