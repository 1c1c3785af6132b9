//! Every way in which a run is not its device's: each refused with its code and a text in both languages, nothing on record, and the true run
//! taken after it.

use super::hub;
use super::phone::{Phone, lines, refused, request};
use fettle_core::domain::jobs::JobEvent;
use fettle_core::kernel::{ChainHead, DeviceKey, Draft, Hash, SignedHead};
use fettle_core::sync::protocol::paths;

/// The order of the group of Ed25519, 2^252 + 27742317777372353535851937790883648493, its least byte first.
const L: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The same signature with S + L in the place of S (RFC 8032, 5.1.7): the equation holds for it too, so that whoever has one could make another.
fn malleated(signature: &str) -> String {
    let mut bytes = hex::decode(signature).expect("hex");
    let mut carry = 0;
    for (byte, add) in bytes[32..].iter_mut().zip(L) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = u8::try_from(sum & 0xff).expect("a byte");
        carry = sum >> 8;
    }
    assert_eq!(carry, 0, "it still fits");
    hex::encode(bytes)
}

#[tokio::test]
async fn a_run_that_is_not_its_devices_is_refused_for_what_it_is() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let mut other = Phone::enrolled(&hub, company.engineer).await;
    let note = |text: &str| Draft::new(job.into(), &JobEvent::Noted { text: text.into() });
    let start = phone.recorder.head;
    let run = [phone.write(&hub, &note("a")), phone.write(&hub, &note("b")), phone.write(&hub, &note("c"))];
    let foreign = other.write(&hub, &note("d"));
    let true_head = phone.signed(phone.recorder.head);
    let sign = |head: ChainHead| phone.signed(head);
    let with = |signature: String| lines(&run, &SignedHead { signature, ..true_head.clone() });
    let over = |bytes: &[u8]| with(phone.key.sign(bytes));
    let first = start.advance(&run[0]).expect("follows");
    let zero = |text: String| text.replacen(r#""number":1"#, r#""number":0"#, 1);
    let bad: Vec<(&str, &str, String)> = vec![
        ("with an event of another phone in it", "chain_wrong_device", {
            lines(&[run[0].clone(), foreign.clone(), run[1].clone()], &true_head)
        }),
        ("of another phone, under its own signature", "chain_wrong_device", {
            lines(std::slice::from_ref(&foreign), &other.signed(other.recorder.head))
        }),
        ("with a number left out", "chain_gap", lines(&[run[0].clone(), run[2].clone()], &true_head)),
        ("with an event twice", "chain_gap", lines(&[run[0].clone(), run[0].clone(), run[1].clone()], &true_head)),
        ("in another order", "chain_gap", lines(&[run[0].clone(), run[2].clone(), run[1].clone()], &true_head)),
        ("that begins with number 0", "chain_gap", zero(lines(&run, &true_head))),
        ("whose head is of fewer events", "chain_forged", lines(&run, &sign(first))),
        ("whose head is of more events", "chain_forged", lines(&run[..1], &true_head)),
        ("whose head has another number", "chain_forged", {
            lines(&run, &sign(ChainHead { number: 9, ..true_head.head }))
        }),
        ("whose head has another hash", "chain_forged", {
            lines(&run, &sign(ChainHead { hash: Hash::of(b"x"), ..true_head.head }))
        }),
        ("without events, whose head is not on record", "chain_forged", lines(&[], &true_head)),
        ("signed by another phone of the same person", "chain_bad_signature", {
            lines(&run, &SignedHead { head: true_head.head, signature: other.signed(true_head.head).signature })
        }),
        ("signed for another phone", "chain_bad_signature", {
            lines(&run, &phone.key.sign_head(other.recorder.device, true_head.head))
        }),
        ("with a signature over other bytes", "chain_bad_signature", over(true_head.head.hash.bytes())),
        ("with S + L", "chain_bad_signature", with(malleated(&true_head.signature))),
        ("with a signature in upper case", "chain_bad_signature", with(true_head.signature.to_uppercase())),
        ("with a signature that is too short", "chain_bad_signature", with(true_head.signature[..126].to_owned())),
        ("with a signature that is too long", "chain_bad_signature", with(format!("{}00", true_head.signature))),
        ("with a signature of zeros", "chain_bad_signature", with("0".repeat(128))),
        ("with a signature that is no hex", "chain_bad_signature", with("z".repeat(128))),
        ("without a signature", "chain_bad_signature", with(String::new())),
    ];
    let before = hub.hub.ledger.streams().await.expect("read");
    for (what, code, body) in &bad {
        assert_eq!(refused(|| phone.post(paths::PUSH).body(body.clone()), 409).await.code, *code, "a run {what}");
        assert_eq!(phone.hello().await.have, start, "a run {what}");
        assert_eq!(hub.hub.ledger.streams().await.expect("read"), before, "a run {what}");
    }
    // The other phone's token does not make it the other phone's.
    let body = lines(&run, &true_head);
    assert_eq!(refused(|| other.post(paths::PUSH).body(body.clone()), 409).await.code, "chain_wrong_device");
    let stranger = Phone::unknown(&hub, company.engineer);
    assert_eq!(refused(|| stranger.post(paths::PUSH).body(body.clone()), 401).await.code, "unknown_device");
    assert_eq!(phone.push(&run).await.len(), 3, "the true one is taken");
    // And again with what is on record before it.
    let mut bent = run.to_vec();
    bent.push(phone.write(&hub, &note("e")));
    let signed = phone.signed(phone.recorder.head);
    let signature = malleated(&signed.signature);
    let again = lines(&bent, &SignedHead { head: signed.head, signature });
    assert_eq!(refused(|| phone.post(paths::PUSH).body(again.clone()), 409).await.code, "chain_bad_signature");
    assert_eq!(phone.push(&bent).await.len(), 4);
}

/// A key of small order signs everything for everybody: nobody could be held to what such a phone says.
#[tokio::test]
async fn a_phone_whose_key_proves_nothing_is_not_enrolled() {
    let (hub, company) = hub().await;
    let phone = Phone::unknown(&hub, company.engineer);
    let code = hub.code(company.engineer).await;
    let good = request(&phone.key, phone.recorder.device, &code);
    let identity = format!("01{}", "00".repeat(31));
    // With the neutral element as key and as R, S = 0 holds for every text.
    let weak = fettle_core::sync::protocol::EnrolRequest {
        public_key: identity.clone(),
        proof: format!("{identity}{}", "00".repeat(32)),
        ..good.clone()
    };
    let other = fettle_core::sync::protocol::EnrolRequest {
        proof: DeviceKey::from_seed(&[250; 32]).sign(b"another key"),
        ..good.clone()
    };
    let bent = fettle_core::sync::protocol::EnrolRequest { proof: malleated(&good.proof), ..good.clone() };
    for bad in [weak, other, bent] {
        assert_eq!(refused(|| phone.post(paths::ENROL).json(&bad), 403).await.code, "bad_proof");
    }
    assert_eq!(phone.post(paths::ENROL).json(&good).send().await.expect("an answer").status(), 200);
}
