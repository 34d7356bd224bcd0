"""The label that every page, file and letter with tax data bears. Source: IRS Publication 1075, section
2.B.
"""

LABEL = "FEDERAL TAX INFORMATION"
LABEL_SENTENCE = (
    "FEDERAL TAX INFORMATION. Protected by 26 U.S.C. 6103. Unauthorized inspection or disclosure is a crime: "
    "26 U.S.C. 7213, 7213A."
)
