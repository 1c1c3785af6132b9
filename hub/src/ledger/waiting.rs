//! A run on its way to the writer.

use super::chain::Verified;
use super::run::Run;
use crate::error::HubError;
use fettle_core::sync::protocol::Receipt;
use tokio::sync::oneshot;

/// A run that waits for the writer.
#[derive(Debug)]
pub(super) struct Waiting {
    pub run: Run,
    pub verified: Option<Verified>,
    pub answer: oneshot::Sender<Result<Vec<Receipt>, HubError>>,
}

impl Waiting {
    pub(super) fn tell(self, receipts: Result<Vec<Receipt>, HubError>) {
        // Who hung up gets the same receipts at the next try.
        let _ = self.answer.send(receipts);
    }
}
