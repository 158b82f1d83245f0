-- Managers look for a voucher by its last four symbols.
CREATE INDEX vouchers_by_mark ON vouchers (mark);
