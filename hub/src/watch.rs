//! What a serving hub does by itself, beside what it is asked: it does what falls due, holds signed sheets against the record, writes rows of
//! lists that are due, rebuilds states of older folds, clears away files that no record names, and looks whether it can still write.

use crate::hub::Hub;
use crate::ledger::{RebuildStep, Round};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;

/// How long is waited for more of a push before sheets are looked at.
const GATHER: Duration = Duration::from_millis(200);
/// How long who else writes goes before between two lots of rows.
const BREATH: Duration = Duration::from_millis(5);
/// States of older folds that are rebuilt in one go, at most; fewer where that takes longer than whoever writes should wait.
const LOT: usize = 200;
const LONG: Duration = Duration::from_millis(200);
/// How long after something could not be done it is tried again, also when nothing happens.
const AGAIN: Duration = Duration::from_secs(30);

/// How long after other processes could not be heard it is tried again.
const AFTER_SILENCE: Duration = Duration::from_secs(1);

/// Begins all of it; it ends with the hub.
pub(crate) fn begin(hub: &Arc<Hub>) {
    tokio::spawn(others(Arc::clone(hub)));
    tokio::spawn(sheets(Arc::clone(hub)));
    tokio::spawn(upkeep(Arc::clone(hub)));
    tokio::spawn(lists(Arc::clone(hub)));
    if hub.dues {
        tokio::spawn(states(Arc::clone(hub)));
        tokio::spawn(dues(Arc::clone(hub)));
    }
}

/// How often files without a record are cleared away, in rounds of [`AGAIN`].
const CLEARED_EVERY: u64 = 120;

/// What other processes on the same database wrote.
async fn others(hub: Arc<Hub>) {
    loop {
        let heard = async {
            hub.ledger.hear_others().await?;
            hub.adopt_epoch().await
        };
        tokio::select! {
            heard = heard => if let Err(error) = heard {
                tracing::warn!(%error, "other processes are not heard");
                tokio::select! {
                    () = sleep(AFTER_SILENCE) => {}
                    () = hub.stopped() => return,
                }
            },
            () = hub.stopped() => return,
        }
    }
}

/// Room, ends that could not be written down, and files that no record names.
async fn upkeep(hub: Arc<Hub>) {
    for round in 0_u64.. {
        // What is wrong is told when it is asked for, and here.
        if let Err(error) = hub.health().await {
            tracing::error!(%error, "the database does not answer");
        }
        hub.accounts.write_down_ends().await;
        if round.is_multiple_of(CLEARED_EVERY) {
            match hub.blobs.clear_unnamed().await {
                Ok(0) => {}
                Ok(removed) => tracing::info!(removed, "files that no record names were removed"),
                Err(error) => tracing::warn!(%error, "files that no record names were not removed"),
            }
            if let Err(error) = hub.blobs.clear_abandoned().await {
                tracing::warn!(%error, "uploads that nobody goes on with were not removed");
            }
        }
        tokio::select! {
            () = sleep(AGAIN) => {}
            () = hub.stopped() => return,
        }
    }
}

/// Sheets, soon after each commit.
async fn sheets(hub: Arc<Hub>) {
    let mut news = hub.ledger.news();
    loop {
        if let Err(error) = hub.ledger.look_at_sheets().await {
            tracing::warn!(%error, "signed sheets were not looked at");
        }
        tokio::select! {
            received = news.recv() => match received {
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            () = sleep(AGAIN) => {}
            () = hub.stopped() => return,
        }
        tokio::select! {
            () = sleep(GATHER) => {}
            () = hub.stopped() => return,
        }
        news = news.resubscribe();
    }
}

/// States of older folds, lot by lot. Between two lots others write, for as long as the lot took.
async fn states(hub: Arc<Hub>) {
    let mut most = LOT;
    loop {
        let began = Instant::now();
        let rest = match hub.ledger.rebuild_some(most).await {
            Ok(RebuildStep::Some(_)) => {
                let took = began.elapsed();
                most = if took > LONG { (most / 2).max(1) } else { (most * 2).min(LOT) };
                took.max(BREATH)
            }
            // Another process may end in the middle, and one of an older version may write beside this one.
            Ok(RebuildStep::Elsewhere | RebuildStep::Nothing) => AGAIN,
            Err(error) => {
                tracing::warn!(%error, "states of an older fold were not made anew");
                AGAIN
            }
        };
        tokio::select! {
            () = sleep(rest) => {}
            () = hub.stopped() => return,
        }
    }
}

/// Rows that are due, after a start and soon after each commit.
async fn lists(hub: Arc<Hub>) {
    let mut news = hub.ledger.news();
    loop {
        let rest = match hub.ledger.fill_some().await {
            Ok(Some(_)) => BREATH,
            Ok(None) => AGAIN,
            Err(error) => {
                tracing::warn!(%error, "rows of lists were not written");
                AGAIN
            }
        };
        tokio::select! {
            _ = news.recv(), if rest == AGAIN => {}
            () = sleep(rest) => {}
            () = hub.stopped() => return,
        }
        if rest == AGAIN {
            tokio::select! {
                () = sleep(GATHER) => {}
                () = hub.stopped() => return,
            }
            news = news.resubscribe();
        }
    }
}

/// What falls due, at a start, when its time comes, and soon after each commit, which may bring something that is due already.
async fn dues(hub: Arc<Hub>) {
    let mut news = hub.ledger.news();
    loop {
        let rest = match hub.ledger.run_dues().await {
            Ok(Round { next: Some(next), waits: false, .. }) => {
                let left = Duration::from_millis(next.saturating_sub(hub.clock.now_ms()));
                left.clamp(GATHER, AGAIN)
            }
            Ok(_) => AGAIN,
            Err(error) => {
                tracing::warn!(%error, "what is due was not done");
                AGAIN
            }
        };
        tokio::select! {
            _ = news.recv() => {}
            () = sleep(rest) => {}
            () = hub.stopped() => return,
        }
        tokio::select! {
            () = sleep(GATHER) => {}
            () = hub.stopped() => return,
        }
        news = news.resubscribe();
    }
}
