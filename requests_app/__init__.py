"""Disclosure requests under 26 U.S.C. 6103(i)(2): rules, what is kept, what happens, and the pages."""
