"""The source: the Hugging Face Hub over HTTP, and its demo double."""
