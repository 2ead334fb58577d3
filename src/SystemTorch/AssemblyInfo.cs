// Every native signature is blittable, so a call needs no marshalling stub.
[assembly: DisableRuntimeMarshalling]
