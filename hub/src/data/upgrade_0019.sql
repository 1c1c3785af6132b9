-- Version 18 to 19: a state says by which version of its kind's fold it was made. Until now one number stood for all kinds and for the rules of filing.

ALTER TABLE state ADD COLUMN folds INTEGER NOT NULL DEFAULT 1;
-- Of kinds that version 18 did not know it made nothing.
UPDATE state SET folds = 0 WHERE kind NOT IN (
    'person', 'account', 'centre', 'device', 'customer', 'site', 'contract', 'contract_price', 'equipment', 'job', 'checklist', 'check', 'card',
    'place', 'movement', 'stocktake', 'take', 'calendar', 'company'
);
DROP INDEX state_kind;
CREATE INDEX state_folds ON state (kind, folds, subject);
-- The number of version 18: what it stood for is what version 1 of each kind stands for. With an older one everything is folded and filed anew.
INSERT INTO setting (key, value) SELECT 'filing', '1' FROM setting WHERE key = 'folds' AND value = '16.1';
-- What was noted of few events is found without reading all of them.
CREATE INDEX event_noted ON event (seq) WHERE notices IS NOT NULL;
