"""Writes an author's form as Writer would keep it (flat ODF): artwork, fixed words, and text boxes for the data.

Usage: make_form.py OUT.fodt
"""

import sys

# name, x, y, width, height in millimetres, type size, bold, centred, more than one line, letters at most
BOXES = [
    ("authority", 40, 62, 217, 10, 18, True, True, False, 0),
    ("recipientName", 40, 92, 217, 14, 26, True, True, False, 60),
    ("recipientPosition", 40, 107, 217, 9, 14, False, True, False, 0),
    ("achievement", 40, 117, 217, 20, 15, False, True, True, 0),
    ("decisionNumber", 30, 168, 90, 7, 12, False, False, False, 0),
    ("goldBookNumber", 30, 176, 90, 7, 12, False, False, False, 0),
    ("qr.verifyUrl", 30, 140, 26, 26, 10, False, False, False, 0),
    ("issuedOn", 170, 138, 95, 8, 14, False, True, False, 0),
    ("signerPost", 170, 146, 95, 8, 14, True, True, False, 0),
    ("sign.signer", 187, 155, 60, 22, 10, False, False, False, 0),
    ("signerName", 170, 178, 95, 9, 14, True, True, False, 0),
]
FIXED = [
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 40, 34, 217, 8, 13, True),
    ("Độc lập - Tự do - Hạnh phúc", 40, 42, 217, 8, 14, True),
    ("TẶNG BẰNG KHEN", 40, 74, 217, 14, 30, True),
]
NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "form": "urn:oasis:names:tc:opendocument:xmlns:form:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "ooo": "http://openoffice.org/2004/office",
}


def place(x, y, width, height):
    return (f'text:anchor-type="page" text:anchor-page-number="1" svg:x="{x}mm" svg:y="{y}mm" '
            f'svg:width="{width}mm" svg:height="{height}mm"')


def control_style(number, size, bold, centred):
    weight = ' fo:font-weight="bold"' if bold else ""
    return (f'<style:style style:name="c{number}" style:family="graphic">'
            f'<style:graphic-properties fo:border="none" fo:background-color="transparent" style:wrap="run-through" style:horizontal-pos="from-left" '
            f'style:horizontal-rel="page" style:vertical-pos="from-top" style:vertical-rel="page"/>'
            f'<style:paragraph-properties fo:text-align="{"center" if centred else "start"}"/>'
            f'<style:text-properties style:font-name="Liberation Serif" fo:font-size="{size}pt"{weight}/>'
            f'</style:style>')


def control(number, name, lines, letters):
    tag = "textarea" if lines else "text"
    limit = f' form:max-length="{letters}"' if letters else ""
    return (f'<form:{tag} form:name="{name}" form:control-implementation="ooo:com.sun.star.form.component.TextField"'
            f' xml:id="control{number}" form:id="control{number}"{limit}/>')


def write():
    spaces = " ".join(f'xmlns:{key}="{value}"' for key, value in NAMESPACES.items())
    styles, controls, shapes = [], [], []
    for number, (name, x, y, w, h, size, bold, centred, lines, letters) in enumerate(BOXES):
        styles.append(control_style(number, size, bold, centred))
        controls.append(control(number, name, lines, letters))
        shapes.append(f'<draw:control draw:style-name="c{number}" draw:control="control{number}" '
                      f'{place(x, y, w, h)} draw:z-index="{number + 20}"/>')
    for number, (words, x, y, w, h, size, bold) in enumerate(FIXED):
        styles.append(f'<style:style style:name="t{number}" style:family="paragraph">'
                      f'<style:paragraph-properties fo:text-align="center"/><style:text-properties '
                      f'style:font-name="Liberation Serif" fo:font-size="{size}pt" fo:font-weight="bold" '
                      f'fo:color="{"#c8102e" if size == 30 else "#000000"}"/></style:style>')
        shapes.append(f'<draw:frame draw:style-name="frame" {place(x, y, w, h)} draw:z-index="{number + 3}">'
                      f'<draw:text-box><text:p text:style-name="t{number}">{words}</text:p></draw:text-box></draw:frame>')
    shapes.insert(0, f'<draw:rect draw:style-name="border" {place(9, 9, 279, 192)} draw:z-index="0"/>')
    shapes.insert(1, f'<draw:rect draw:style-name="inner" {place(12, 12, 273, 186)} draw:z-index="1"/>')
    positioned = ('style:wrap="run-through" style:run-through="background" style:horizontal-pos="from-left" '
                  'style:horizontal-rel="page" style:vertical-pos="from-top" style:vertical-rel="page"')
    return f'''<?xml version="1.0" encoding="UTF-8"?>
<office:document {spaces} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="Liberation Serif" svg:font-family="'Liberation Serif'"/></office:font-face-decls>
<office:styles/>
<office:automatic-styles>
<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="297mm" fo:page-height="210mm"
 style:print-orientation="landscape" fo:margin="20mm"/></style:page-layout>
<style:style style:name="frame" style:family="graphic"><style:graphic-properties draw:stroke="none" draw:fill="none"
 fo:border="none" fo:padding="0mm" {positioned}/></style:style>
<style:style style:name="border" style:family="graphic"><style:graphic-properties draw:stroke="solid" svg:stroke-width="1.5mm"
 svg:stroke-color="#b8860b" draw:fill="solid" draw:fill-color="#fffaf0" {positioned}/></style:style>
<style:style style:name="inner" style:family="graphic"><style:graphic-properties draw:stroke="solid" svg:stroke-width="0.4mm"
 svg:stroke-color="#c8102e" draw:fill="none" {positioned}/></style:style>
{"".join(styles)}
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page"/></office:master-styles>
<office:body><office:text>
<office:forms form:automatic-focus="false" form:apply-design-mode="false"><form:form form:name="Form"
 form:control-implementation="ooo:com.sun.star.form.component.Form">{"".join(controls)}</form:form></office:forms>
{"".join(shapes)}
<text:p/>
</office:text></office:body></office:document>
'''


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write(write())
