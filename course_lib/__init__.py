"""The models, figures and checks behind the course "How WhatsApp Makes Money".

Importing this package is instant: each room loads pandas, altair or cryptography when it is used.
"""

import sys

# Altair loads jsonschema, which compiles a grammar for international addresses on import: two
# seconds of every start, for a check that no chart needs. None means "not installed" to jsonschema.
# So a notebook imports the course first, and altair after it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
