//! Writing an export.

use super::{Device, Head, Line, Link, VERSION, sealed};
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::{ChainRow, DeviceRow};
use fettle_core::domain::ids::JobId;
use fettle_core::kernel::{Hash, Subject};
use std::collections::BTreeSet;
use std::io::Write;

/// Which events are shown whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// Every event on record.
    All,
    /// Those of one job, its checks and its takes.
    Job(JobId),
}

impl Hub {
    /// Writes an export to `out`.
    ///
    /// # Errors
    /// [`HubError`] when the database or `out` fails.
    pub async fn export_events(&self, selection: Selection, out: &mut impl Write) -> Result<(), HubError> {
        let shown = match selection {
            Selection::All => None,
            Selection::Job(job) => {
                let subject = Subject::from(job);
                let mut all = self.ledger.named_by(&subject).await?;
                all.insert(subject);
                Some(all)
            }
        };
        let head =
            Head { v: VERSION, hub: self.name().to_owned(), hub_key: self.key().public(), at: self.clock.now_ms() };
        let mut text = String::new();
        push(&mut text, &Line::Export(head))?;
        for device in self.ledger.devices().await? {
            self.export_device(&mut text, &device, shown.as_ref()).await?;
        }
        let seal = self.key().sign(&sealed(text.as_bytes()));
        push(&mut text, &Line::Seal(seal))?;
        Ok(out.write_all(text.as_bytes())?)
    }

    async fn export_device(
        &self,
        text: &mut String,
        device: &DeviceRow,
        shown: Option<&BTreeSet<Subject>>,
    ) -> Result<(), HubError> {
        let chain = self.ledger.chain_of(device.id).await?;
        let is_shown = |row: &ChainRow| shown.is_none_or(|subjects| subjects.contains(&row.event.header().subject));
        let Some(last) = chain.iter().filter(|row| is_shown(row)).map(|row| row.event.header().number).max() else {
            return Ok(());
        };
        push(
            text,
            &Line::Device(Device {
                id: device.id,
                person: device.person,
                short: device.short.clone(),
                name: device.name.clone(),
                public_key: device.public_key.clone(),
            }),
        )?;
        for row in chain {
            let number = row.event.header().number;
            if is_shown(&row) {
                push(text, &Line::Event(Box::new(row.event)))?;
            } else {
                let link = Link { header: Hash::of(row.event.header_text().as_bytes()), body: row.event.body_hash() };
                push(text, &Line::Link(link))?;
            }
            if let Some(head) = row.head {
                push(text, &Line::Head(head))?;
                // The first signature that covers what is shown is enough.
                if number >= last && shown.is_some() {
                    break;
                }
            }
        }
        Ok(())
    }
}

fn push(text: &mut String, line: &Line) -> Result<(), HubError> {
    text.push_str(&serde_json::to_string(line)?);
    text.push('\n');
    Ok(())
}
