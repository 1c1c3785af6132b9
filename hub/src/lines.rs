//! Live lines, counted by who holds them: one session or phone cannot take the connections of everybody behind its address. The newest ones stay: a
//! line whose browser went away unheard ends instead of keeping the next one out.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// Lines of one holder at once. A browser needs one, or one a window that is looked at.
const MOST: usize = 4;

/// The open lines of a hub.
#[derive(Debug, Default, Clone)]
pub(crate) struct Lines(Arc<Mutex<Held>>);

#[derive(Debug, Default)]
struct Held {
    next: u64,
    /// By holder: the oldest first.
    open: HashMap<String, VecDeque<(u64, oneshot::Sender<()>)>>,
}

/// An open line; given back with the value.
#[derive(Debug)]
pub(crate) struct Line {
    lines: Lines,
    holder: String,
    id: u64,
    ended: oneshot::Receiver<()>,
}

impl Lines {
    /// One more line of `holder`; its oldest one ends where there are too many.
    pub(crate) fn open(&self, holder: String) -> Line {
        let (end, ended) = oneshot::channel();
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.next += 1;
        let id = held.next;
        let open = held.open.entry(holder.clone()).or_default();
        open.push_back((id, end));
        if open.len() > MOST
            && let Some((_, oldest)) = open.pop_front()
        {
            // One that ends just now is over anyway.
            let _ = oldest.send(());
        }
        Line { lines: self.clone(), holder, id, ended }
    }
    /// How many lines a holder has.
    #[cfg(test)]
    fn count(&self, holder: &str) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).open.get(holder).map_or(0, VecDeque::len)
    }
}

impl Line {
    /// Ends when the line has to.
    pub(crate) async fn ended(&mut self) {
        if (&mut self.ended).await.is_err() {
            // The list let go of it without a word: nothing to end for.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let mut held = self.lines.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = held.open.get_mut(&self.holder) {
            open.retain(|(id, _)| *id != self.id);
            if open.is_empty() {
                held.open.remove(&self.holder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn the_oldest_line_of_a_session_ends_and_nobody_else_s() {
        let lines = Lines::default();
        let mut other = lines.open("other".to_owned());
        let mut own: Vec<Line> = (0..MOST + 2).map(|_| lines.open("own".to_owned())).collect();
        assert_eq!((lines.count("own"), lines.count("other")), (MOST, 1));
        for (n, line) in own.iter_mut().enumerate() {
            assert_eq!(line.ended().now_or_never().is_some(), n < 2, "line {n}");
        }
        assert!(other.ended().now_or_never().is_none());
        drop(own);
        assert_eq!((lines.count("own"), lines.count("other")), (0, 1));
    }
}
