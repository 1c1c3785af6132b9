//! Filing after a change: new events go to the streams that have the aggregate; a stream that gains it gets it whole; one that loses it is
//! told to forget.

use super::batch;
use super::new_event::What;
use super::work::Work;
use crate::error::HubError;
use fettle_core::kernel::Subject;
use std::collections::{BTreeSet, VecDeque};

impl Work<'_> {
    /// Files what was touched, and what is filed by it; what lies where is written before.
    pub(super) async fn refile(&mut self) -> Result<(), HubError> {
        self.settle_all();
        let counts = self.put_stock().await?;
        let brought = self.bring().await?;
        let mut todo: VecDeque<Subject> = self.touched.iter().cloned().chain(brought).chain(counts).collect();
        let mut done: BTreeSet<Subject> = BTreeSet::new();
        while let Some(subject) = todo.pop_front() {
            if !done.insert(subject.clone()) {
                continue;
            }
            let changed = self.news.contains_key(&subject) && self.basis_changed(&subject);
            let moved = self.file(&subject).await?;
            if moved || changed {
                todo.extend(self.depends_on(&subject).await?);
            }
        }
        Ok(())
    }

    /// Files one aggregate; whether its streams changed.
    async fn file(&mut self, subject: &Subject) -> Result<bool, HubError> {
        self.load([subject.clone()]).await?;
        // What others name and nothing is on record of has nothing to be filed; its first event files it.
        let Some(wanted) = self.filing_now(subject).await? else { return Ok(false) };
        let mut filed = self.filed(subject).cloned().unwrap_or_default();
        let news = self.news.get(subject).cloned().unwrap_or_default();
        let mut moved = false;
        let mut past: Option<Vec<i64>> = None;
        for stream in &wanted {
            if filed.get(stream).is_some_and(Option::is_none) {
                for seq in &news {
                    self.append(stream, What::Event(*seq));
                }
                continue;
            }
            moved = true;
            let past = match &past {
                Some(past) => past,
                None => past.insert(batch::accepted(self.conn, subject).await?),
            };
            for seq in past.clone().iter().chain(&news) {
                self.append(stream, What::Event(*seq));
            }
            filed.insert(stream.clone(), None);
        }
        for (stream, left_at) in &mut filed {
            if left_at.is_none() && !wanted.contains(stream) {
                moved = true;
                *left_at = Some(self.at);
                self.append(stream, What::Forget(subject.clone()));
            }
        }
        if moved {
            self.set_filed(subject.clone(), filed);
        }
        Ok(moved)
    }
}
