-- Version 21 to 22: the audit is read by pages, by day and by action.

CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_action ON audit (action, at, id);
