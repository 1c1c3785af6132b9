//! A work notes what touched aggregates bring to their streams (`brought`).

use super::brought::{by, pairs, put};
use super::work::Work;
use crate::error::HubError;
use fettle_core::domain::filing::{self, Brought};
use fettle_core::kernel::Subject;
use std::collections::{BTreeSet, HashMap};

impl Work<'_> {
    /// Notes what touched aggregates bring to their streams now, and what those in turn bring. Gives everything that may be known to other
    /// streams by it; nothing where no filing hangs on what changed.
    pub(super) async fn bring(&mut self) -> Result<BTreeSet<Subject>, HubError> {
        let mut moved: BTreeSet<Subject> = BTreeSet::new();
        // Each kind before what it brings, so that this asks for what is noted already.
        for kind in filing::BRINGING {
            let mut changed = HashMap::new();
            let mut candidates: BTreeSet<Subject> =
                moved.iter().filter(|subject| subject.kind() == kind).cloned().collect();
            candidates.extend(self.touched.iter().filter(|subject| subject.kind() == kind).cloned());
            for subject in candidates {
                if !moved.contains(&subject) && !self.basis_changed(&subject) {
                    continue;
                }
                self.load([subject.clone()]).await?;
                let state = self.copy(&subject);
                let (brings, streams) = (filing::brings(&state.0), self.claims(&subject, &state).await?);
                let noted = by(self.conn, &subject.to_string()).await?;
                if noted == pairs(&brings, &streams) {
                    continue;
                }
                let before = self.before.get(&subject).cloned().flatten().unwrap_or_default().1;
                let about: BTreeSet<Brought> = before.union(&brings).cloned().collect();
                for what in about {
                    self.forget_brought(&what);
                    moved.insert(what.what);
                }
                changed.insert(subject, (brings, streams));
            }
            put(self.conn, &changed).await?;
        }
        Ok(moved)
    }
}
