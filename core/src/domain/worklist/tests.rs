//! Every flag there is, and every field and item that may be written concurrently, stands on the list, is somebody's to decide, and is settled by
//! them.

use super::*;
use crate::domain::any::FLAGS;
use crate::domain::ids::CentreId;
use crate::domain::parts::{PlaceDetails, PlaceEvent, PlaceKind};
use crate::domain::testing::{Log, actor, fresh, id};
use crate::domain::values::Bilingual;
use crate::text::{Lang, text};
use serde_json::{Value as Json, json};

/// A record of `kind` as it begins, with `with` put into its state.
fn record(subject: &Subject, with: &[(&str, Json)]) -> AnyFolded {
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let begun = match subject.kind() {
        "job" => Some((
            "reported",
            json!({"number": "SH-1", "kind": "repair", "channel": "phone", "caller": {"name": "", "title": "", "phone": ""},
                "company": "", "product": "", "symptom": "dark", "at": "2026-11-18T01:00:00Z", "centre": fresh(),
                "customer": fresh(), "site": fresh()}),
        )),
        "check" => Some(("started", json!({"job": fresh(), "checklist": fresh(), "code": "points", "equipment": []}))),
        _ => None,
    };
    if let Some((kind, body)) = begun {
        let (kind, body) = (kind.to_owned(), body.to_string());
        let draft = Draft { subject: subject.clone(), kind, version: 1, body, blobs: Vec::new() };
        log.write(id(), vec![draft]);
    }
    let folded = log.any(subject);
    assert_eq!(folded.skipped(), 0);
    let mut stored = serde_json::to_value(&folded).unwrap()["folded"].take();
    for (name, value) in with {
        stored["state"][*name] = value.clone();
    }
    AnyFolded::read(subject.kind(), &serde_json::to_vec(&stored).unwrap()).unwrap()
}

/// Only those to whom the table gives it settle `point`, all of them can, and what is recorded is of the settling kind.
fn is_settled(state: &AnyFolded, subject: &Subject, point: &Point, how: &Settling) {
    let settlers = point.roles(subject.kind());
    assert!(!settlers.is_empty(), "{subject}: nobody settles {}", point.key());
    for role in Role::ALL {
        let somebody = actor([*role]);
        let settled = settle(state, subject, &somebody, point.key(), how.clone());
        if settlers.contains(role) {
            let drafts = settled.unwrap_or_else(|no| panic!("{subject} {}: {no}", point.key()));
            assert!(drafts.iter().all(|draft| draft.subject == *subject && draft.kind == point.settled_by()));
            assert!(!drafts.is_empty() && point.is_for(subject.kind(), state, &somebody));
        } else {
            assert_eq!(settled.unwrap_err().code, "not_allowed", "{subject} {} by {role:?}", point.key());
        }
    }
}

/// Offered to nobody whom the hub would refuse: the list of parts is the whole house's, prices are head office's, a place is its centre's.
#[test]
fn a_conflict_of_parts_and_places_is_for_who_keeps_them() {
    let (own, other): (CentreId, CentreId) = (id(), id());
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let mut place = |centre| {
        let (name, bin) = (Bilingual::same("Store"), String::new());
        let details = PlaceDetails { kind: PlaceKind::BranchStore, name, centre: Some(centre), person: None, bin };
        let subject = Subject::new("place", fresh());
        log.write(id(), vec![Draft::new(subject.clone(), &PlaceEvent::Opened { details })]);
        (log.any(&subject), subject)
    };
    let (here, there) = (place(own), place(other));
    let of_kind = |kind| (AnyFolded::new(kind), Subject::new(kind, fresh()));
    for ((state, subject), field, centre, may) in [
        (of_kind("card"), "card.model", None, true),
        (of_kind("card"), "card.model", Some(own), false),
        (of_kind("card_price"), "card.price", None, true),
        (of_kind("card_price"), "card.price", Some(own), false),
        (here, "place.bin", Some(own), true),
        (there.clone(), "place.bin", Some(own), false),
        (there, "place.bin", None, true),
    ] {
        let (point, who) = (Point::Kept(field.into()), Actor { centre, ..actor([Role::StockKeeper]) });
        assert_eq!(point.is_for(subject.kind(), &state, &who), may, "{field} {centre:?}");
        let settled = settle(&state, &subject, &who, point.key(), Settling::Chosen(id()));
        let refused = settled.err().map(|no| no.code);
        assert_eq!(refused == Some("not_allowed"), !may, "{field} {centre:?}: {refused:?}");
    }
}

#[test]
fn every_flag_of_every_kind_is_open_until_it_is_settled() {
    for (kind, codes) in FLAGS {
        let flagged = serde_json::to_value(AnyFolded::new(kind)).unwrap()["folded"]["state"].get("flags").is_some();
        assert_eq!(flagged, !codes.is_empty(), "{kind}: its list of flags and its state say the same");
        for code in *codes {
            let subject = Subject::new(kind, fresh());
            let flag = Flag { code: (*code).to_owned(), event: id(), args: Default::default() };
            // On a job a settled flag stays, with what was decided.
            let stored = if *kind == "job" { json!({"flag": flag, "settled": null}) } else { json!(flag) };
            let state = record(&subject, &[("flags", json!([stored]))]);
            let open = open(&state);
            assert_eq!(open, [Point::Flag(flag)], "{kind} {code}");
            assert_eq!(open[0].key().to_string().parse::<PointKey>().unwrap(), open[0].key());
            is_settled(&state, &subject, &open[0], &Settling::Decided("seen".into()));
            for lang in [Lang::Zh, Lang::En] {
                let key = format!("flag-{}", code.replace('_', "-"));
                assert_ne!(text(lang, &key), key);
            }
        }
    }
}

#[test]
fn every_field_and_item_that_was_written_concurrently_is_open_until_one_is_chosen() {
    let fixture: Json = serde_json::from_str(include_str!("../../../testdata/worklist/points.json")).unwrap();
    let filled = |data: &Json| {
        let text = data.to_string();
        let parts = text.split('$').enumerate();
        let part = |(n, part): (usize, &str)| match (n, part.split_once('"')) {
            (1.., Some((_, rest))) => format!("{}\"{rest}", fresh()),
            _ => part.to_owned(),
        };
        serde_json::from_str::<Json>(&parts.map(part).collect::<String>()).unwrap()
    };
    let write = |value: Json| json!({"value": value, "event": fresh(), "by": fresh(), "device": fresh(), "number": 1});
    for field in JobField::ALL {
        let subject = Subject::new("job", fresh());
        let conflicting = fixture["fields"][field.code()].as_array().unwrap_or_else(|| panic!("no case for {field:?}"));
        let data = |event: &Json| filled(&event["data"]);
        // What is corrected of a report stands in one place, by the names of its fields.
        let state = if field.is_of_report() {
            let of = |event: &Json| write(data(event)["change"][field.code()].clone());
            let writes: Vec<Json> = conflicting.iter().map(of).collect();
            record(&subject, &[("written", json!({ field.code(): writes }))])
        } else {
            let writes: Vec<Json> = conflicting.iter().map(|event| write(data(event))).collect();
            record(&subject, &[(field.code(), json!(writes))])
        };
        let open = open(&state);
        assert_eq!(open, [Point::Field(*field)]);
        let told = values(state.as_job().unwrap(), *field);
        assert!(told.len() == 2 && told[0].said != told[1].said, "{told:?}");
        for value in &told {
            if let Said::Word(key) = &value.said {
                assert_ne!(text(Lang::Zh, key), *key);
            }
        }
        is_settled(&state, &subject, &open[0], &Settling::Chosen(told[0].event));
    }
    let subject = Subject::new("check", fresh());
    let answers = fixture["item"].as_array().unwrap().iter().skip(1);
    let writes: Vec<Json> = answers.map(|event| write(json!({"answered": event["data"]["answer"]}))).collect();
    let state = record(&subject, &[("entries", json!({"lens": writes}))]);
    let open = open(&state);
    assert_eq!(open, [Point::Item(Slot::of("lens"))]);
    let chosen = writes[1]["event"].as_str().unwrap().parse().unwrap();
    is_settled(&state, &subject, &open[0], &Settling::Chosen(chosen));
}

#[test]
fn a_call_for_help_is_the_offices_until_somebody_answers() {
    let subject = Subject::new("job", fresh());
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let body = json!({"number": "SH-1", "kind": "repair", "channel": "phone", "caller": {"name": "", "title": "", "phone": ""},
        "company": "", "product": "", "symptom": "dark", "at": "2026-11-18T01:00:00Z", "centre": fresh(),
        "customer": fresh(), "site": fresh()});
    for (kind, body) in [("reported", body), ("help_called", json!({"case": "accident", "text": "ladder"}))] {
        let (kind, body) = (kind.to_owned(), body.to_string());
        log.write(id(), vec![Draft { subject: subject.clone(), kind, version: 1, body, blobs: Vec::new() }]);
    }
    let state = log.any(&subject);
    let points = open(&state);
    let [point] = points.as_slice() else { panic!("{points:?}") };
    assert_eq!(point.roles("job"), [Role::Manager, Role::Desk]);
    assert!(point.key().to_string().starts_with(HELP));
    assert_eq!(point.key().to_string().parse::<PointKey>().unwrap(), point.key());
    let (desk, engineer) = (actor([Role::Desk]), actor([Role::Engineer]));
    assert!(point.is_for("job", &state, &desk) && !point.is_for("job", &state, &engineer));
    let empty = settle(&state, &subject, &desk, point.key(), Settling::Decided(String::new()));
    assert_eq!(empty.unwrap_err().code, "text_missing");
    let drafts = settle(&state, &subject, &desk, point.key(), Settling::Decided("on my way".into())).unwrap();
    log.write(id(), drafts);
    assert_eq!(open(&log.any(&subject)), []);
}
