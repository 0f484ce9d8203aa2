"""What a document that was rebuilt here says on its face."""

#: On the face of every document of the reconstructed site, and of no real one.
RECONSTRUCTION_NOTICE = "Reconstruction made for demonstration from published figures"
