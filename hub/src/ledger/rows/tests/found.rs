//! What is found beside the records of the directory: pieces in stock, slips, skills and certificates; and how often the index is asked.

use super::{holds, open, sites, viewer};
use crate::ledger::Piece;
use crate::sql::heard;
use crate::testing::{Company, TestHub, parts};
use crate::tests::older::made_older;
use fettle_core::domain::ids::{SkillId, TakeId};
use fettle_core::domain::parts::{
    CardChange, CardEvent, Condition, MovementDetails, PlaceKind, Reason, RequestedLine, TakeEvent,
};
use fettle_core::domain::people::{Skill, SkillsEvent};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::values::{Bilingual, Quantity};
use fettle_core::kernel::{Draft, PersonId, Subject};

/// The kinds of what the index of words gives, with the ids.
async fn words(hub: &TestHub, reach: &Reach, typed: &str) -> Vec<Subject> {
    let found = hub.hub.ledger.search(reach, typed, &["take", "skills"], 20).await.expect("read");
    found.into_iter().map(|one| one.subject).collect()
}

fn lies(hub: &TestHub, kit: &parts::Store, serial: &str, condition: Condition) -> Draft {
    let at = if condition.usable() { kit.store } else { kit.quarantine };
    let opening = MovementDetails::opening(kit.board, Quantity::pieces(1), at);
    parts::moved(hub.fresh().into(), MovementDetails { serial: Some(serial.to_owned()), condition, ..opening })
}

#[tokio::test]
async fn a_piece_is_found_by_both_ends_of_its_serial_number_by_who_sees_into_its_place() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let kit = parts::store(&hub, &company).await;
    let drafts = vec![
        lies(&hub, &kit, "SN-2024/0017", Condition::New),
        lies(&hub, &kit, "SN-2024/0018", Condition::Faulty),
        lies(&hub, &kit, "X", Condition::New),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    let ledger = &hub.hub.ledger;
    let found = async |person: PersonId, typed: &str| -> Vec<Piece> {
        ledger.pieces(&viewer(&hub, person).await.reach, typed, 9).await.expect("read")
    };
    let serials = |pieces: &[Piece]| pieces.iter().map(|piece| piece.serial.clone()).collect::<Vec<_>>();
    for person in [company.keeper, company.admin] {
        for typed in ["SN-2024/0017", "sn2024 0017", "ＳＮ２０２４００１７", "20240017", "0017"] {
            let one = found(person, typed).await;
            assert_eq!(serials(&one), ["SN-2024/0017"], "{typed}");
            assert_eq!((one[0].place, one[0].card, one[0].condition), (kit.store, kit.board, Condition::New));
        }
        assert_eq!(serials(&found(person, "sn-2024").await), ["SN-2024/0017", "SN-2024/0018"]);
        let faulty = found(person, "0018").await;
        assert_eq!((faulty[0].place, faulty[0].condition), (kit.quarantine, Condition::Faulty), "what came back");
        for typed in ["", "x", "17", "2024", "sn2024/0017%", "'"] {
            assert_eq!(found(person, typed).await, [], "{typed}");
        }
    }
    assert_eq!(found(company.stranger, "SN-2024/0017").await, [], "another centre's");
    let none = Reach::Streams(Default::default());
    assert_eq!(ledger.pieces(&none, "SN-2024/0017", 9).await.expect("read"), []);
    assert_eq!(ledger.pieces(&viewer(&hub, company.keeper).await.reach, "sn2024", 1).await.expect("read").len(), 1);
    // It is found where it lies now, and nowhere once it is gone.
    let out = MovementDetails {
        serial: Some("SN-2024/0017".into()),
        from: Some(kit.store),
        to: Some(kit.bag),
        reason: Reason::Take,
        ..MovementDetails::opening(kit.board, Quantity::pieces(1), kit.bag)
    };
    hub.advance(60_000);
    hub.record(ledger.system(), vec![parts::moved(hub.fresh().into(), out.clone())]).await;
    assert_eq!(found(company.engineer, "0017").await[0].place, kit.bag, "in the own bag");
    let used = MovementDetails { from: Some(kit.bag), to: None, reason: Reason::Install, ..out };
    hub.advance(60_000);
    hub.record(ledger.system(), vec![parts::moved(hub.fresh().into(), used)]).await;
    assert_eq!(found(company.admin, "0017").await, []);
    holds(&hub).await;
}

/// A slip for a plug.
async fn slip(hub: &TestHub, company: &Company, kit: &parts::Store, number: &str) -> Subject {
    let id: TakeId = hub.fresh().into();
    let line = RequestedLine { line: 1, card: kit.plug, quantity: Quantity::pieces(1), old_for_new: false };
    let asked = TakeEvent::Requested {
        number: number.to_owned(),
        taker: company.engineer,
        bag: kit.bag,
        from: kit.store,
        centre: Some(company.centre),
        job: None,
        lines: vec![line],
    };
    let subject = Subject::new("take", id.uuid());
    hub.record(hub.hub.ledger.system(), vec![Draft::new(subject.clone(), &asked)]).await;
    subject
}

#[tokio::test]
async fn a_slip_is_found_by_its_number_its_taker_and_its_part_and_follows_their_names() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let kit = parts::store(&hub, &company).await;
    let one = slip(&hub, &company, &kit, "SH-D7-12").await;
    let other = slip(&hub, &company, &kit, "SH-D7-13").await;
    let keeper = viewer(&hub, company.keeper).await.reach;
    for typed in ["SH-D7-12", "shd712", "d7-12 张工"] {
        assert_eq!(words(&hub, &keeper, typed).await, std::slice::from_ref(&one), "{typed}");
    }
    for typed in ["张工", "zhangg", "p-2001", "P2001 zg"] {
        assert_eq!(words(&hub, &keeper, typed).await, [other.clone(), one.clone()], "{typed}: the newest first");
    }
    for reach in [viewer(&hub, company.stranger).await.reach, Reach::Streams(Default::default())] {
        assert!(words(&hub, &reach, "SH-D7-12").await.is_empty(), "another centre's");
    }
    let change = CardChange { name: Some(Bilingual::new("水晶头", "Crystal plug")), ..CardChange::default() };
    let renamed = Draft::new(Subject::new("card", kit.plug.uuid()), &CardEvent::Changed { change });
    hub.record(hub.hub.ledger.system(), vec![renamed]).await;
    for typed in ["水晶", "sjt", "crystal"] {
        assert_eq!(words(&hub, &keeper, typed).await.len(), 2, "{typed}");
    }
    holds(&hub).await;
}

#[tokio::test]
async fn an_older_hub_writes_the_words_of_its_slips_at_its_next_start() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let kit = parts::store(&hub, &company).await;
    let one = slip(&hub, &company, &kit, "SH-D7-12").await;
    let keeper = viewer(&hub, company.keeper).await.reach;
    let stopped = hub.stop().await;
    made_older(&open(stopped.data()), 24);
    let sql =
        format!("DELETE FROM search_doc WHERE subject = '{one}'; UPDATE setting SET value = '6' WHERE key = 'rows'");
    open(stopped.data()).execute_batch(&sql).expect("made older");
    let hub = stopped.start().await;
    while hub.hub.ledger.fill_some().await.expect("written").is_some() {}
    assert_eq!(words(&hub, &keeper, "SH-D7-12").await, [one]);
    holds(&hub).await;
}

#[tokio::test]
async fn people_are_found_by_skill_and_certificate_by_who_may_read_them() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let subject = Subject::new("skills", company.engineer.uuid());
    let skill: SkillId = hub.fresh().into();
    let details =
        Skill { name: "高压电工证".into(), level: "高级".into(), number: "T-2031".into(), until: None };
    hub.record(company.manager, vec![Draft::new(subject.clone(), &SkillsEvent::Set { skill, details })]).await;
    for person in [company.manager, company.admin] {
        let reach = viewer(&hub, person).await.reach;
        for typed in ["电工", "gydgz", "高压 高级", "t2031"] {
            assert_eq!(words(&hub, &reach, typed).await, std::slice::from_ref(&subject), "{typed}");
        }
        assert!(words(&hub, &reach, "焊工").await.is_empty());
    }
    for person in [company.colleague, company.stranger] {
        assert!(words(&hub, &viewer(&hub, person).await.reach, "电工").await.is_empty(), "nobody else's");
    }
    hub.record(company.manager, vec![Draft::new(subject.clone(), &SkillsEvent::Removed { skill })]).await;
    assert!(words(&hub, &viewer(&hub, company.admin).await.reach, "电工").await.is_empty());
    holds(&hub).await;
}

#[tokio::test]
async fn one_question_to_the_index_gives_every_kind_its_share() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let kit = parts::store(&hub, &company).await;
    sites(&hub, &company, &["东城一站", "东城二站", "东城三站"], false).await;
    sites(&hub, &company, &["东城外站"], true).await;
    hub.record(
        hub.hub.ledger.system(),
        vec![parts::named(hub.fresh().into(), PlaceKind::BranchStore, "东城库", company.centre, None)],
    )
    .await;
    slip(&hub, &company, &kit, "东城-1").await;
    let (ledger, desk) = (&hub.hub.ledger, viewer(&hub, company.desk).await.reach);
    let kinds = ["site", "customer", "place", "take", "person"];
    let (found, said) = heard(ledger.search_kinds(&desk, "东城", &kinds, 2)).await;
    let found = found.expect("read");
    let of: Vec<&str> = found.iter().map(|one| one.subject.kind()).collect();
    assert_eq!(of, ["site", "site", "customer", "place", "take"], "in the order of the kinds, at most two of each");
    let asked = said.iter().filter(|sql| sql.contains("search_word")).count();
    assert_eq!(asked, 1, "{said:?}");
    // As each kind alone has it.
    for kind in kinds {
        let alone = ledger.search(&desk, "东城", &[kind], 2).await.expect("read");
        let of_all: Vec<_> = found.iter().filter(|one| one.subject.kind() == kind).cloned().collect();
        assert_eq!(of_all, alone, "{kind}");
    }
    // Where one kind has more than is given at once, the others come all the same, with one more question.
    let names: Vec<String> = (0..320).map(|n| format!("东城{n}号楼")).collect();
    sites(&hub, &company, &names.iter().map(String::as_str).collect::<Vec<_>>(), false).await;
    let (many, said) = heard(ledger.search_kinds(&desk, "东城", &kinds, 2)).await;
    let of: Vec<String> = many.expect("read").iter().map(|one| one.subject.kind().to_owned()).collect();
    assert_eq!(of, ["site", "site", "customer", "place", "take"]);
    assert_eq!(said.iter().filter(|sql| sql.contains("search_word")).count(), 2, "{said:?}");
    // The whole code first.
    let exact = ledger.search_kinds(&desk, "P-2001", &["card"], 2).await.expect("read");
    assert!(exact[0].exact, "{exact:?}");
    assert!(ledger.search_kinds(&desk, " ", &kinds, 2).await.expect("read").is_empty());
}
