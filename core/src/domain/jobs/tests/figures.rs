//! The table of causes and the repeats.

use super::*;

fn row(n: u128) -> JobSummary {
    let mut row = JobSummary::of(&Day::completed().eng.job()).unwrap();
    row.id = JobId::new(uuid(n));
    row
}

#[test]
fn the_papers_table_comes_out() {
    let counts = [3, 2, 1, 1, 4, 0, 0, 0, 1];
    let mut rows = Vec::new();
    for (cause, count) in Cause::ALL.iter().zip(counts) {
        for _ in 0..count {
            rows.push(JobSummary { signed_cause: Some(*cause), ..row(1) });
        }
    }
    // Found and not signed, refused, cancelled: none of them counts.
    rows.push(JobSummary { cause: Some(Cause::CableQuality), signed_cause: None, ..row(2) });
    let table = cause_table(&rows);
    assert_eq!(table.iter().map(|line| line.cause).collect::<Vec<_>>(), Cause::ALL);
    assert_eq!(table.iter().map(|line| line.count).collect::<Vec<_>>(), counts);
    assert_eq!(table.iter().map(|line| line.tenths).collect::<Vec<_>>(), [250, 167, 83, 83, 333, 0, 0, 0, 83]);
    assert!(cause_table(&[]).iter().all(|line| line.tenths == 0));
}

#[test]
fn a_repeat_is_the_same_fault_on_the_same_equipment_within_30_days() {
    let first = row(1); // done at 100
    let again = |minutes: i64| JobSummary { reported_at: at(minutes), completed_at: None, ..row(2) };
    let day = 24 * 60;
    let found = |job: &JobSummary, earlier: &JobSummary| repeat_of(job, [earlier]);
    assert_eq!(found(&again(101), &first), Some(first.id));
    assert_eq!(found(&again(100 + 30 * day), &first), Some(first.id), "the thirtieth day counts");
    assert_eq!(found(&again(101 + 30 * day), &first), None, "too late");
    assert_eq!(found(&again(99), &first), None, "reported before the first was done");
    let elsewhere = JobSummary { equipment: vec![EquipmentId::new(uuid(5))], ..again(200) };
    assert_eq!(found(&elsewhere, &first), None);
    let other_cause = JobSummary { cause: Some(Cause::Other), ..again(200) };
    assert_eq!(found(&other_cause, &first), None);
    let unknown = JobSummary { cause: None, symptom: "无 图像！".into(), ..again(200) };
    assert_eq!(found(&unknown, &first), Some(first.id), "while the cause is not known, the symptom decides");
    let other_symptom = JobSummary { cause: None, symptom: "异响".into(), ..again(200) };
    assert_eq!(found(&other_symptom, &first), None);
    let inspection = JobSummary { kind: JobKind::Inspection, ..again(200) };
    assert_eq!(found(&inspection, &first), None);
    let cancelled = JobSummary { status: Status::Cancelled, ..row(1) };
    assert_eq!(found(&again(200), &cancelled), None);
    assert_eq!(repeat_of(&again(200), [&again(200)]), None, "not of itself");
    let newer = JobSummary { completed_at: Some(at(150)), ..row(3) };
    assert_eq!(repeat_of(&again(200), [&first, &newer]), Some(newer.id), "the newest one");
}

#[test]
fn a_repeat_is_attributed() {
    let mut day = Day::signed();
    let repeat = |earlier| RepeatAttribution { earlier, reason: RepeatReason::Workmanship, remark: String::new() };
    assert_eq!(day.desk.no(|job, me| c::attribute_repeat(job, me, repeat(JobId::new(uuid(JOB))))), "repeat_of_itself");
    let earlier = JobId::new(uuid(77));
    day.desk.ok(|job, me| c::attribute_repeat(job, me, repeat(earlier)));
    assert_eq!(JobSummary::of(&day.desk.job()).unwrap().repeats, Some(earlier));
}
