//! A chain with one bit changed is refused.

use super::*;
use crate::kernel::chain::verify_run;

fn run() -> (Phone, SignedHead) {
    let mut phone = Phone::new(0);
    for n in 0..4 {
        phone.write(n, 1_000 + n as i64, &NoteEvent::Added { amount: n as i64 });
    }
    let signed = phone.key.sign_head(phone.recorder.device, phone.recorder.head);
    (phone, signed)
}
fn check(phone: &Phone, events: &[Event], signed: &SignedHead) -> Result<Vec<ChainHead>, ChainError> {
    let device = phone.recorder.device;
    verify_run(device, &phone.key.public(), ChainHead::start(device), events, signed)
}

#[test]
fn an_unchanged_chain_holds_also_in_parts() {
    let (phone, signed) = run();
    let heads = check(&phone, &phone.own, &signed).unwrap();
    assert_eq!(heads.last(), Some(&phone.recorder.head));
    let device = phone.recorder.device;
    assert!(verify_run(device, &phone.key.public(), heads[1], &phone.own[2..], &signed).is_ok());
}

#[test]
fn a_missing_a_foreign_and_a_doubled_event_are_named() {
    let (phone, signed) = run();
    let without = [phone.own[0].clone(), phone.own[2].clone()];
    assert_eq!(check(&phone, &without, &signed), Err(ChainError::Gap { expected: 2, found: 3 }));
    let doubled = [phone.own[0].clone(), phone.own[0].clone()];
    assert_eq!(check(&phone, &doubled, &signed), Err(ChainError::Gap { expected: 2, found: 1 }));
    let foreign = Phone::new(1).write(9, 1, &NoteEvent::Added { amount: 1 });
    assert_eq!(check(&phone, &[foreign], &signed), Err(ChainError::WrongDevice));
    assert_eq!(check(&phone, &phone.own[..3], &signed), Err(ChainError::Forged), "a tail cut off");
}

#[test]
fn another_key_does_not_pass() {
    let (phone, signed) = run();
    let device = phone.recorder.device;
    let other = DeviceKey::from_seed(&[9; 32]);
    assert_eq!(signed.verify(device, &other.public()), Err(ChainError::BadSignature));
    assert_eq!(signed.verify(DeviceId::new(uuid(5)), &phone.key.public()), Err(ChainError::BadSignature));
    assert_eq!(signed.verify(device, "not a key"), Err(ChainError::BadSignature));
}

#[test]
fn a_body_removed_by_law_leaves_the_chain_whole() {
    let (phone, signed) = run();
    let mut events = phone.own.clone();
    let line = events[1].to_line();
    let body = events[1].body_text().unwrap();
    let redacted = line.replace(&format!(r#""b":{body}"#), &format!(r#""bh":"{}""#, events[1].body_hash()));
    events[1] = Event::from_line(&redacted).unwrap();
    assert!(events[1].body_text().is_none());
    assert!(check(&phone, &events, &signed).is_ok());
    let folded = fold::<Note>(&events);
    assert_eq!((folded.count, folded.skipped), (4, 1));
}

proptest! {
    #[test]
    fn one_bit_changed_anywhere_is_refused(which in 0usize..4, at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let (phone, signed) = run();
        let mut bytes = phone.own[which].to_line().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        // Either it is no event any more, or the chain says no. (Insignificant: nothing; header and body are hashed as written, and the
        // few bytes around them are fixed by the grammar.)
        let Ok(text) = String::from_utf8(bytes) else { return Ok(()) };
        let Ok(changed) = Event::from_line(&text) else { return Ok(()) };
        let mut events = phone.own.clone();
        events[which] = changed;
        prop_assert!(check(&phone, &events, &signed).is_err());
    }

    #[test]
    fn one_bit_changed_in_the_signed_head_is_refused(at in 0usize..64, bit in 0u8..8) {
        let (phone, mut signed) = run();
        let mut raw = hex::decode(&signed.signature).unwrap();
        raw[at] ^= 1 << bit;
        signed.signature = hex::encode(raw);
        prop_assert_eq!(check(&phone, &phone.own, &signed), Err(ChainError::BadSignature));
    }
}
