"""The codebook as code: document -> units, quotations, institutional statements."""
