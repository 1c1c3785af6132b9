-- Version 22 to 23: the jobs of a customer, a site and a contract newest first, jobs by kind, and the labels of machines, under which their jobs are
-- found. Kinds and labels are filled at the next start, beside serving.

CREATE INDEX job_row_site_at ON job_row (site, reported DESC, subject);
CREATE INDEX job_row_customer_at ON job_row (customer, reported DESC, subject);
CREATE INDEX job_row_contract_at ON job_row (contract, reported DESC, subject) WHERE contract <> '';
ALTER TABLE job_in ADD COLUMN kind TEXT NOT NULL DEFAULT '';
CREATE INDEX job_in_kind ON job_in (stream, kind, age, subject);
ALTER TABLE directory ADD COLUMN labels TEXT NOT NULL DEFAULT '';
