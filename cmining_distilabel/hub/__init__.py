"""The Hugging Face Hub: pushing a result or a folder of instructions, with an honest card."""
