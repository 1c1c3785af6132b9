//! Filing after a change: new events go to the streams that have the aggregate; a stream that gains it gets it whole; one that loses it is
//! told to forget.

use super::batch;
use super::new_event::What;
use super::work::Work;
use crate::error::HubError;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::Subject;
use std::collections::BTreeSet;

impl Work<'_> {
    /// Files what was touched, and what is filed by it; what lies where is written before.
    pub(super) async fn refile(&mut self) -> Result<(), HubError> {
        self.settle_all();
        let counts = self.put_stock().await?;
        let brought = self.bring().await?;
        let (as_before, changed): (Vec<Subject>, Vec<Subject>) =
            self.touched.iter().cloned().partition(|subject| self.is_as_before(subject));
        let mut todo: Vec<Subject> = changed.into_iter().chain(brought).chain(counts).collect();
        let mut done: BTreeSet<Subject> = BTreeSet::new();
        // In rounds: what one change moves is looked up together, however much it is.
        while !todo.is_empty() {
            todo.retain(|subject| done.insert(subject.clone()));
            self.load(todo.iter().cloned()).await?;
            let mut round: Vec<(Subject, BTreeSet<Stream>)> = Vec::with_capacity(todo.len());
            for subject in std::mem::take(&mut todo) {
                // What others name and nothing is on record of has nothing to be filed; its first event files it.
                if let Some(wanted) = self.filing_now(&subject).await? {
                    round.push((subject, wanted));
                }
            }
            let gaining = round.iter().filter(|(subject, wanted)| self.gains(subject, wanted));
            let gaining: Vec<Subject> = gaining.map(|(subject, _)| subject.clone()).collect();
            let past = batch::accepted(self.conn, &gaining).await?;
            for (subject, wanted) in round {
                let changed = self.news.contains_key(&subject) && self.basis_changed(&subject);
                let moved = self.file(&subject, &wanted, past.get(&subject).map_or(&[], Vec::as_slice));
                if moved || changed {
                    todo.extend(self.depends_on(&subject).await?);
                }
            }
        }
        // Those are where they were, unless another one's change moved them.
        for subject in as_before.into_iter().filter(|subject| !done.contains(subject)) {
            for stream in self.streams_with(&subject) {
                for seq in self.news.get(&subject).cloned().unwrap_or_default() {
                    self.append(&stream, What::Event(seq));
                }
            }
        }
        Ok(())
    }

    /// Whether one of the streams that an aggregate belongs in does not have it yet.
    fn gains(&self, subject: &Subject, wanted: &BTreeSet<Stream>) -> bool {
        let has = |stream| self.filed(subject).and_then(|filed| filed.get(stream)).is_some_and(Option::is_none);
        !wanted.iter().all(has)
    }

    /// Files one aggregate; whether its streams changed. `past` are its events of before this work, asked for where it gains a stream.
    fn file(&mut self, subject: &Subject, wanted: &BTreeSet<Stream>, past: &[i64]) -> bool {
        let mut filed = self.filed(subject).cloned().unwrap_or_default();
        let news = self.news.get(subject).cloned().unwrap_or_default();
        let mut moved = false;
        for stream in wanted {
            if filed.get(stream).is_some_and(Option::is_none) {
                for seq in &news {
                    self.append(stream, What::Event(*seq));
                }
                continue;
            }
            moved = true;
            for seq in past.iter().chain(&news) {
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
        moved
    }
}
