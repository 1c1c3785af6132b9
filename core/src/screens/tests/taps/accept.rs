//! Accept and leave, the first half: a job that was given is taken on from my day. `leave` counts the way from there to the road.

use super::*;
use crate::domain::jobs::{Job, Status};
use crate::text::Lang;

#[test]
fn a_job_is_taken_on_by_one_tap_on_my_day_and_opened_by_another() {
    let phone = Phone::ready(Lang::Zh);
    let mut hand = Hand::new(&phone);
    let done = hand.tap_at(&job_text(), "accept", &[]);
    assert_eq!(done.notice.as_deref(), Some("已接单"));
    let state = phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state;
    assert_eq!(state.status(), Status::Accepted);
    hand.open(&job_text());
    assert_eq!(hand.route(), job_route());
    assert_eq!(hand.count(), (2, 0), "of six to the road");
    assert!(!hand.can("accept"), "it is asked once");
}

#[test]
fn the_next_stop_is_one_tap_away() {
    let phone = Phone::ready(Lang::Zh);
    let mut hand = Hand::new(&phone);
    hand.tap("next", &[]);
    assert_eq!((hand.route(), hand.count()), (job_route(), (1, 0)));
    // On the job itself it is the first thing to do.
    hand.tap("accept", &[]);
    assert_eq!(hand.count(), (1, 0));
}
