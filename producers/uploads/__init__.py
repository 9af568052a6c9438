"""The upload page: a registrar's workbook is read, checked, mended on the page, sent, and given back with receipts."""
