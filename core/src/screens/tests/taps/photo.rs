//! A photo of the fault on record: from the job at work, the customer asked about the backup.

use super::Hand;
use crate::domain::jobs::Job;
use crate::screens::tests::kit::*;
use crate::screens::tests::photos::at_work;
use crate::text::Lang;

#[test]
fn a_photo_of_the_fault_is_on_record_in_three_taps() {
    let phone = Phone::ready(Lang::En);
    at_work(&phone);
    let mut hand = Hand::at(&phone, job_route());
    let main = find_button(&phone.screen(job_route()), "evidence_photo");
    assert!(main.is_some_and(|button| button.primary), "the camera is what comes next");
    hand.tap("evidence_photo", &[]);
    hand.photograph();
    assert_eq!(hand.count(), (3, 0));
    assert_eq!(hand.route(), job_route(), "back where it came from, without another question");
    let job = phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state;
    assert_eq!((job.evidence.len(), job.evidence[0].what.photos.len()), (1, 1));
}
