//! A forgotten PIN: the desk's code lets its person back in, and nobody else; what waited is sent.

use crate::district::{district, job_on};
use crate::phone::Phone;
use crate::repair::Repair;
use fettle_core::screens::{Action, LockAction, Route, Work};

fn lock(phone: &Phone, action: LockAction, typed: &[(&str, &str)]) -> Option<Work> {
    phone.give(&Action::Lock { action }, typed).expect("done").work
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fresh_code_for_the_same_person_opens_a_phone_whose_pin_is_forgotten() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let phone = Phone::enrolled(&hub, d.company.engineer).await;
    let at = Repair { phone: &phone, d: &d, job }.at();
    phone.tap(&at, "note", &[("text", "无网络时写的")]);
    let device = phone.app.store().identity().expect("read").device;
    lock(&phone, LockAction::Set, &[("pin", "271828"), ("again", "271828"), ("minutes", "5")]);
    lock(&phone, LockAction::LockNow, &[]);
    assert_eq!(phone.app.screen(&at).expect_err("locked").code, "locked");

    // A colleague's code, and one that nobody gave out.
    for code in [hub.code(d.company.stranger).await, "AAAAA-AAAAA".to_owned()] {
        let Some(Work::Enrol { link, name }) = lock(&phone, LockAction::Forgotten, &[("code", &code)]) else {
            panic!()
        };
        phone.app.enrol(&link, &name).await.expect_err("refused");
        assert_eq!(phone.app.start(), Route::Lock);
    }
    // While it is locked, sync goes on.
    phone.sync().await;
    assert_eq!(job_on(&hub, job).await.notes.len(), 1);

    let code = hub.code(d.company.engineer).await;
    let Some(Work::Enrol { link, name }) = lock(&phone, LockAction::Forgotten, &[("code", &code)]) else { panic!() };
    assert_eq!(phone.app.enrol(&link, &name).await.expect("vouched"), Route::Today);
    assert_eq!(phone.app.store().identity().expect("read").device, device, "the same device goes on");
    phone.tap(&at, "note", &[("text", "再写一条")]);
    phone.sync().await;
    assert_eq!(job_on(&hub, job).await.notes.len(), 2);
}
