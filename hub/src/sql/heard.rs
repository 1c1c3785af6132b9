//! What is asked of a database, for tests of how often something is: the statements of one thread while it listens.

use super::text::Text;
use std::cell::RefCell;

thread_local! {
    static HEARD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// A statement is carried out.
pub(super) fn note(text: &Text) {
    HEARD.with_borrow_mut(|heard| {
        if let Some(heard) = heard {
            heard.push(text.words().to_owned());
        }
    });
}

/// What `work` gives, and the statements that were carried out on this thread meanwhile, also by others.
pub(crate) async fn heard<T>(work: impl Future<Output = T>) -> (T, Vec<String>) {
    HEARD.with_borrow_mut(|heard| *heard = Some(Vec::new()));
    let done = work.await;
    (done, HEARD.with_borrow_mut(Option::take).unwrap_or_default())
}
