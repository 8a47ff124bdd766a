"""A stand-in for Twilio, for tests and for trying the product without an account.

It speaks what Twilio documents of its REST interface, TwiML, webhooks and Media Streams, over real
HTTP and WebSocket, and is strict where Twilio would refuse. It knows nothing of the product.
"""
