-- An import of an older file must not take back a newer price.
ALTER TABLE products ADD COLUMN price_as_of text;
COMMENT ON COLUMN products.price_as_of IS 'Date of the price as the imported file said it; null for prices typed by hand.';
