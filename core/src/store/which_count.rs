//! Which events count: one place for what is asked in SQL of every row.

/// Whether a row of `event` is in quarantine on the hub, in SQL.
pub(super) const IS_QUARANTINED: &str =
    "(EXISTS (SELECT 1 FROM outbox o WHERE o.event = event.id AND o.state = 'quarantined')
     OR EXISTS (SELECT 1 FROM former f WHERE f.event = event.id AND f.state = 'quarantined')
     OR EXISTS (SELECT 1 FROM doubt d WHERE d.event = event.id AND d.apart = 1))";
