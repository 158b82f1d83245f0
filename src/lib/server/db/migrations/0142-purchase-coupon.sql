-- The code the customer showed at the foreign till. Calls that bring one are never booked at once, so the function needs none.
ALTER TABLE crmcom_purchases ADD COLUMN coupon text;
