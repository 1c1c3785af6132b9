//! A job goes to another centre's person and back: it arrives whole, and is forgotten only after what was written about it is in.

use crate::district::{district, job_on};
use crate::phone::Phone;
use crate::repair::Repair;
use crate::states::{assert_agree, on_phone, quiet};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::sites::{Equipment, Site};
use fettle_core::kernel::{Hash, Subject};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reassigned_job_arrives_there_and_is_forgotten_here() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let own = Phone::enrolled(&hub, d.company.engineer).await;
    let guest = Phone::enrolled(&hub, d.company.stranger).await;
    assert!(guest.get::<Job>(job).is_none() && guest.get::<Site>(d.company.site).is_none());
    own.tap(&Repair { phone: &own, d: &d, job }.at(), "note", &[("text", "先看电源")]);
    quiet(&hub, &[&own, &guest]).await;

    d.assign(&hub, job, vec![d.company.stranger]).await;
    quiet(&hub, &[&own, &guest]).await;
    assert_eq!(guest.get::<Job>(job).expect("arrived").notes.len(), 1, "with its past");
    assert!(guest.get::<Site>(d.company.site).is_some() && guest.get::<Equipment>(d.camera).is_some());

    // It is taken away while the guest writes about it without a network.
    let there = Repair { phone: &guest, d: &d, job };
    guest.tap(&there.at(), "note", &[("text", "无网络时写的")]);
    there.photo_of_the_job();
    let hashes: Vec<Hash> =
        guest.get::<Job>(job).expect("there").photos[0].what.photo.blobs().map(|b| b.hash).collect();
    d.assign(&hub, job, vec![d.company.engineer]).await;
    quiet(&hub, &[&guest, &own]).await;
    assert!(guest.get::<Job>(job).is_none(), "forgotten");
    assert!(guest.get::<Site>(d.company.site).is_none(), "with its site");
    let state = job_on(&hub, job).await;
    assert_eq!((state.notes.len(), state.photos.len()), (2, 1), "what was written came in first");
    for hash in hashes {
        hub.hub.blobs.read(hash).await.expect("also its photo");
        guest.app.store().blob(hash).expect("own work stays 90 days, for a hub that is restored");
    }
    assert_eq!(own.get::<Job>(job).expect("there").notes.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_holds_nothing_outside_its_scope() {
    let (hub, d) = district().await;
    let phones = [
        Phone::enrolled(&hub, d.company.engineer).await,
        Phone::enrolled(&hub, d.company.stranger).await,
        Phone::enrolled(&hub, d.company.keeper).await,
    ];
    d.call(&hub, vec![d.company.engineer]).await;
    for phone in &phones {
        phone.sync().await;
        assert_agree(&hub, phone).await;
    }
    let [engineer, stranger, _] = &phones;
    let has = |phone: &Phone, kind: &str| on_phone(phone).keys().any(|subject: &Subject| subject.kind() == kind);
    assert!(has(engineer, "job") && has(engineer, "contract") && has(engineer, "movement"));
    for kind in ["job", "site", "customer", "contract", "equipment", "movement", "take", "contract_price"] {
        assert!(!has(stranger, kind), "a {kind} of another centre");
    }
    let accounts = on_phone(stranger).keys().filter(|subject| subject.kind() == "account").count();
    assert_eq!(accounts, 1, "of logins and phone numbers only the own");
}
